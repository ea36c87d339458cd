package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate for localhost, made by the JDK's own keytool. */
public final class Certificates {

  private static final String PASSWORD = "changeit";

  private Certificates() {}

  /** Makes {@code server.key}, {@code server.pem} and {@code ca.pem}, which is its authority. */
  public static Path create() throws IOException, InterruptedException, GeneralSecurityException {
    Path directory = Files.createTempDirectory("certificates");
    keytool(
        directory,
        "-genkeypair",
        "-keystore",
        "server.p12",
        "-alias",
        "server",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-validity",
        "2");
    keytool(
        directory,
        "-exportcert",
        "-rfc",
        "-keystore",
        "server.p12",
        "-alias",
        "server",
        "-file",
        "server.pem");
    // it signed itself
    Files.copy(directory.resolve("server.pem"), directory.resolve("ca.pem"));
    KeyStore keys =
        KeyStore.getInstance(directory.resolve("server.p12").toFile(), PASSWORD.toCharArray());
    Key key = keys.getKey("server", PASSWORD.toCharArray());
    Files.writeString(
        directory.resolve("server.key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
                .encodeToString(key.getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return directory;
  }

  private static void keytool(Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }
}
