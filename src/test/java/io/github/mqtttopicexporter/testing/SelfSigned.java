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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates that sign themselves, made by the JDK's own keytool. */
public final class SelfSigned {

  private static final String PASSWORD = "changeit";

  private SelfSigned() {}

  /** Makes {@code server.key}, {@code server.pem} and {@code ca.pem}, which is its authority. */
  public static Path create() throws IOException, InterruptedException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("certificates");
    selfSigned(directory, "server", "RSA", "dns:localhost");
    Files.copy(directory.resolve("server.pem"), directory.resolve("ca.pem"));
    return directory;
  }

  /**
   * Makes a certificate {@code <name>.pem}, its {@code <name>.key}, and {@code <name>.p12} of both.
   *
   * @param san its alternative names, as keytool has them
   */
  public static void selfSigned(Path directory, String name, String algorithm, String san)
      throws IOException, InterruptedException, GeneralSecurityException {
    keytool(
        directory,
        "-genkeypair",
        "-keystore",
        name + ".p12",
        "-alias",
        name,
        "-keyalg",
        algorithm,
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=" + san,
        "-validity",
        "2");
    KeyStore keys = keyStore(directory, name);
    Files.writeString(
        directory.resolve(name + ".pem"),
        pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    Files.writeString(
        directory.resolve(name + ".key"),
        pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private static KeyStore keyStore(Path directory, String name)
      throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
  }

  public static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8)).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /**
   * What a client has that trusts one certificate, and shows another if the server asks; an empty
   * name for none. All have one issuer by name, so that it shows any.
   */
  public static SSLContext client(Path directory, String trusted, String own)
      throws IOException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
    trust.load(null);
    trust.setCertificateEntry(trusted, keyStore(directory, trusted).getCertificate(trusted));
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(trust);
    KeyManager[] keyManagers = null;
    if (!own.isEmpty()) {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(keyStore(directory, own), PASSWORD.toCharArray());
      keyManagers = keys.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers, trustManagers.getTrustManagers(), null);
    return context;
  }

  private static void keytool(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Ended keytool = Ended.of(new ProcessBuilder(command).directory(directory.toFile()));
    if (keytool.exitCode() != 0) {
      throw new IllegalStateException(keytool.output());
    }
  }
}
