package io.github.mqtttopicexporter.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Certificates and keys as openssl and others write them, and what is told of a file that is not.
 */
class PemTest {

  private static Certificates certificates;

  private final Path directory;

  PemTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void makeCertificates(@TempDir Path shared) throws Exception {
    certificates =
        new Certificates(shared)
            .make("rsa", "-keyalg", "RSA")
            .make("ec", "-keyalg", "EC", "-groupname", "secp256r1")
            .make("edwards", "-keyalg", "Ed25519");
  }

  /** Converts a key by openssl. */
  private Path key(String command, String name) throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/usr/bin/openssl")), "expected openssl, found none");
    Path key = directory.resolve("converted.key");
    String all = "openssl %s -in %s.key -out %s".formatted(command, name, key);
    Process openssl =
        new ProcessBuilder(all.split(" "))
            .directory(certificates.directory().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(openssl.waitFor()).isZero();
    return key;
  }

  private static Path file(String name) {
    return certificates.file(name);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @ParameterizedTest
  @CsvSource({"rsa", "ec"})
  void aKeyIsOfPkcs8(String name) throws Exception {
    assertThat(Pem.read(file(name + ".key")).keys(Pem.read(file(name + ".pem"))).getKeyManagers())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, rsa -traditional, BEGIN RSA PRIVATE KEY",
    "ec, ec, BEGIN EC PRIVATE KEY",
  })
  void orOfPkcs1OrSec1(String name, String command, String header) throws Exception {
    Path key = key(command, name);
    assertThat(key).content().contains(header);
    assertThat(Pem.read(key).keys(Pem.read(file(name + ".pem"))).getKeyManagers()).hasSize(1);
  }

  @Test
  void aFileMayHaveRemarksAndOtherBlocks() throws Exception {
    String both = Files.readString(file("ec.pem")) + Files.readString(file("ec.key"));
    Path file =
        write(
            "both",
            "Größe\r\n"
                + "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                + both);
    assertThat(Pem.read(file).keys(Pem.read(file)).getKeyManagers()).hasSize(1);
    assertThat(Pem.read(file).certificates()).hasSize(1);
  }

  @Test
  void eachCertificateOfAFileIsTrusted() throws Exception {
    Path file = write("all", Files.readString(file("rsa.pem")) + Files.readString(file("ca.pem")));
    X509TrustManager trust = (X509TrustManager) Pem.read(file).trust().getTrustManagers()[0];
    assertThat(trust.getAcceptedIssuers()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa, rsa -traditional -aes128 -passout pass:s3cret",
    "rsa, pkcs8 -topk8 -passout pass:s3cret",
    "ec, ec -aes128 -passout pass:s3cret",
  })
  void anEncryptedKeyIsRefused(String name, String command) throws Exception {
    Path key = key(command, name);
    assertThatThrownBy(() -> Pem.read(key).keys(Pem.read(file(name + ".pem"))))
        .isInstanceOf(Mistake.class)
        .hasMessage(key + ":1: expected a key without a passphrase, found an encrypted one");
  }

  @ParameterizedTest
  @CsvSource({"rsa, ec", "ec, rsa", "ec, ca", "edwards, edwards"})
  void aKeyThatDoesNotFitIsRefused(String certificate, String key) {
    Path other = file(key + ".key");
    assertThatThrownBy(() -> Pem.read(other).keys(Pem.read(file(certificate + ".pem"))))
        .isInstanceOf(Mistake.class)
        .hasMessage(
            "%s:1: expected the RSA or EC key of the certificate in %s, found another or a broken one"
                .formatted(other, file(certificate + ".pem")));
  }

  @Test
  void aBrokenKeyIsRefused() throws Exception {
    String key = Files.readString(file("rsa.key"));
    Path half = write("half.key", "# a remark\n" + key.substring(0, key.length() / 2));
    assertThatThrownBy(() -> Pem.read(half).keys(Pem.read(file("rsa.pem"))))
        .isInstanceOf(Mistake.class)
        .hasMessageStartingWith(half + ":2: expected the RSA or EC key of the certificate in ")
        .hasMessageEndingWith(", found another or a broken one");
  }

  @Test
  void aBrokenCertificateIsToldWithItsLine() throws Exception {
    String certificate = Files.readString(file("ec.pem"));
    String half = certificate.substring(0, certificate.length() / 2);
    long lines = certificate.lines().count();
    for (String second : new String[] {half, half + "\n" + certificate}) {
      Path file = write("second.pem", certificate + second);
      assertThatThrownBy(() -> Pem.read(file).trust())
          .isInstanceOf(Mistake.class)
          .hasMessage(
              "%s:%d: expected a certificate, found a broken one".formatted(file, lines + 1));
    }
  }

  @Test
  void aFileOfNoneIsRefused() throws Exception {
    Path empty = write("empty", "");
    assertThatThrownBy(() -> Pem.read(empty).trust())
        .isInstanceOf(Mistake.class)
        .hasMessage(empty + ": expected -----BEGIN CERTIFICATE-----, found none");
    assertThatThrownBy(() -> Pem.read(file("rsa.pem")).keys(Pem.read(file("rsa.pem"))))
        .isInstanceOf(Mistake.class)
        .hasMessage(file("rsa.pem") + ": expected -----BEGIN PRIVATE KEY-----, found none");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> Pem.read(none).trust())
        .isInstanceOf(Mistake.class)
        .hasMessage(none + ": cannot be read: no such file");
    assertThatThrownBy(() -> Pem.read(directory).trust())
        .isInstanceOf(Mistake.class)
        .hasMessage(directory + ": cannot be read: Is a directory");
  }

  @Test
  void aPasswordEndsBeforeTheWhiteSpaceAtTheEndOfItsFile() throws Exception {
    assertThat(new PasswordFile(write("password", " pässword 1 \t\r\n\n")).read())
        .isEqualTo(" pässword 1");
  }

  @Test
  void anEmptyPasswordIsRefused() throws Exception {
    Path file = write("password", "\n");
    assertThatThrownBy(() -> new PasswordFile(file).read())
        .isInstanceOf(Mistake.class)
        .hasMessage(file + ":1: expected a password, found none");
  }
}
