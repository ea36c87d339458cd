package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates of an authority of our own, made by the JDK's keytool, in files of PEM. */
public final class Certificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  /** Makes {@code ca.pem} in a directory, and a trust store {@code ca.p12} of it. */
  public Certificates(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.directory = directory;
    generate("ca", "-keyalg", "EC", "-ext", "bc=ca:true");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", store().getCertificate("ca"));
    try (var out = Files.newOutputStream(directory.resolve("ca.p12"))) {
      trust.store(out, PASSWORD.toCharArray());
    }
  }

  /** The environment of a JVM that trusts the authority. */
  public String trustStoreOptions() {
    return "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
        .formatted(directory.resolve("ca.p12"), PASSWORD);
  }

  /**
   * Makes {@code name.pem} and {@code name.key}, of PKCS#8, for localhost.
   *
   * @param options further ones of keytool
   */
  public Certificates make(String name, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> all = new ArrayList<>(List.of("-signer", "ca", "-ext", "SAN=dns:localhost"));
    all.addAll(List.of(options));
    generate(name, all.toArray(String[]::new));
    return this;
  }

  public Path directory() {
    return directory;
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  private void generate(String name, String... options)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-keystore", "all.p12", "-storepass", PASSWORD, "-alias", name));
    command.addAll(List.of("-dname", "CN=" + name));
    command.addAll(List.of(options));
    Ended keytool = Ended.of(new ProcessBuilder(command).directory(directory.toFile()));
    if (keytool.exitCode() != 0) {
      throw new IllegalStateException(keytool.output());
    }
    KeyStore store = store();
    write(name + ".pem", "CERTIFICATE", store.getCertificate(name).getEncoded());
    write(name + ".key", "PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(file("all.p12").toFile(), PASSWORD.toCharArray());
  }

  private void write(String name, String type, byte[] content) throws IOException {
    Files.writeString(
        file(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(
                type,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
                    .encodeToString(content)));
  }
}
