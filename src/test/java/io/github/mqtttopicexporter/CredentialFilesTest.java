package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.testing.Certificates;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that no connection could use is told at the start, and by {@code --check-config}. */
class CredentialFilesTest {

  private static Path directory;

  @BeforeAll
  static void makeFiles(@TempDir Path shared) throws Exception {
    directory = shared;
    new Certificates(directory).make("me", "-keyalg", "EC");
    Files.writeString(directory.resolve("empty"), "\n");
    Files.writeString(
        directory.resolve("encrypted"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE\n-----END ENCRYPTED PRIVATE KEY-----\n");
    Files.writeString(directory.resolve("half"), "\n-----BEGIN CERTIFICATE-----\nMIIE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mqtt.username=me --mqtt.password-file=D/none | --mqtt.password-file: D/none: cannot be read: no such file",
        "--mqtt.username=me --mqtt.password-file=D/empty | --mqtt.password-file: D/empty:1: expected a password, found none",
        "--mqtt.ca-file=D/none | --mqtt.ca-file: D/none: cannot be read: no such file",
        "--mqtt.ca-file=D/me.key | --mqtt.ca-file: D/me.key: expected -----BEGIN CERTIFICATE-----, found none",
        "--mqtt.cert-file=D/half --mqtt.key-file=D/me.key | --mqtt.cert-file: D/half:2: expected a certificate, found a broken one",
        "--mqtt.cert-file=D/me.pem --mqtt.key-file=D/me.pem | --mqtt.key-file: D/me.pem: expected -----BEGIN PRIVATE KEY-----, found none",
        "--mqtt.cert-file=D/me.pem --mqtt.key-file=D/encrypted | --mqtt.key-file: D/encrypted:1: expected a key without a passphrase, found an encrypted one",
        "--mqtt.cert-file=D/me.pem --mqtt.key-file=D/ca.key | --mqtt.key-file: D/ca.key:1: expected the RSA or EC key of the certificate in D/me.pem, found another or a broken one",
      })
  void itIsToldInOneLine(String flags, String message) {
    String[] given = ("--mqtt.topic=# " + flags.replace("D/", directory + "/")).split(" ");
    String told = message.replace("D/", directory + "/");
    assertThatThrownBy(() -> TestExporter.start(given))
        .isInstanceOf(Mistake.class)
        .hasMessage(told)
        .extracting(mistake -> ((Mistake) mistake).exitCode())
        .isEqualTo(1);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exitCode =
        new CheckCommand(Flags.parse(given).values(), Map.of(), TestExporter.HERE)
            .run(print, print);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(told + System.lineSeparator());
    assertThat(exitCode).isEqualTo(1);
  }
}
