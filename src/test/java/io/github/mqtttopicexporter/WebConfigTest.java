package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import at.favre.lib.crypto.bcrypt.BCrypt;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.SelfSigned;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * {@code --web.config.file} as Prometheus's exporter-toolkit has it: the cases of its own tests,
 * and what changes while the exporter runs. Curves are in JarIT: they are those of a process.
 */
class WebConfigTest {

  private static final String TLS =
      """
      tls_server_config:
        cert_file: server.pem
        key_file: server.key
      """;

  private static final String HEALTHY = "mqtt-topic-exporter is Healthy.\n";

  private static Path directory;
  private static Path file;

  private @Nullable TestExporter started;

  @BeforeAll
  static void makeCertificates(@TempDir Path made) throws Exception {
    directory = made;
    file = directory.resolve("web.yml");
    SelfSigned.selfSigned(directory, "server", "RSA", "dns:localhost,ip:127.0.0.1");
    SelfSigned.selfSigned(directory, "other", "EC", "dns:localhost");
    SelfSigned.selfSigned(
        directory, "client", "RSA", "dns:test3,email:a@test3,ip:2001:db8::1,uri:urn:test3");
    Files.writeString(directory.resolve("empty.pem"), "");
    Files.writeString(directory.resolve("hosts"), "no certificate");
    Files.writeString(
        directory.resolve("encrypted.key"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nczNjcmV0\n-----END ENCRYPTED PRIVATE KEY-----\n");
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private TestExporter exporter() {
    return Objects.requireNonNull(started);
  }

  /** Replaces the file at once, as a reader may be about. */
  private static void write(String config) throws IOException {
    Path next = Files.writeString(directory.resolve("next.yml"), config);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void start(String config, String... flags) throws IOException {
    write(config);
    started =
        TestExporter.start(
            Stream.concat(
                    Stream.of("--mqtt.topic=#", "--web.config.file=" + file), Arrays.stream(flags))
                .toArray(String[]::new));
  }

  private static String indented(String name) throws IOException {
    return Files.readString(directory.resolve(name)).indent(4);
  }

  private static String request(String... headers) {
    return "GET /-/healthy HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
        .formatted(String.join("", Stream.of(headers).map(line -> line + "\r\n").toList()));
  }

  private static String password(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(int cost, String password) {
    return BCrypt.with(BCrypt.Version.VERSION_2Y).hashToString(cost, password.toCharArray());
  }

  private static String answer(Socket socket, String... headers) throws IOException {
    try (socket) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      String request = request(headers).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** All that a client without TLS gets. */
  private String answer(String... headers) throws IOException {
    return answer(exporter().connect(), headers);
  }

  private int status(String... headers) throws IOException {
    return Integer.parseInt(answer(headers).split(" ", 3)[1]);
  }

  private SSLSocket connectTls(String trusted, String own)
      throws IOException, GeneralSecurityException {
    return (SSLSocket)
        SelfSigned.client(directory, trusted, own)
            .getSocketFactory()
            .createSocket("127.0.0.1", exporter().port());
  }

  private SSLSocket connectTls() throws IOException, GeneralSecurityException {
    return connectTls("server", "");
  }

  /** Waits for the alert of the server, which may come when the handshake is done for a client. */
  private static void awaitRefusal(SSLSocket socket) throws IOException {
    try (socket) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      socket.startHandshake();
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  /** The session of a client that has these suites only. */
  private SSLSession session(String... ciphers) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connectTls()) {
      socket.setEnabledCipherSuites(ciphers);
      socket.startHandshake();
      return socket.getSession();
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "junk\nTuEjdwNS8A2vYdFbiKqr\n", "1:1", "keys of a web configuration, found another"),
        arguments("- a\n", "1:1", "keys of a web configuration, found another"),
        arguments(
            "tls_server_config:\n  cert_filse: a\n",
            "2:3",
            "a key of a web configuration, found \"cert_filse\""),
        arguments(
            "rate_limit.burst: 1\n",
            "1:1",
            "a key of a web configuration, found \"rate_limit.burst\""),
        arguments(
            "basic_auth_users.a: b\n",
            "1:1",
            "a key of a web configuration, found \"basic_auth_users.a\""),
        arguments("a: b\n", "1:1", "a key of a web configuration, found \"a\""),
        arguments(
            "rate_limit: {}\nrate_limit: {}\n", "2:1", "each key once, found \"rate_limit\" again"),
        arguments("tls_server_config: x\n", "1:20", "keys of a web configuration, found another"),
        arguments(
            "tls_server_config:\n  cert_file: ''\n  key_file: server.key\n",
            "3:13",
            "cert or cert_file beside it, found neither"),
        arguments(
            "tls_server_config:\n  cert: ''\n  key_file: server.key\n",
            "3:13",
            "cert or cert_file beside it, found neither"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: ''\n",
            "2:14",
            "key or key_file beside it, found neither"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key: ''\n",
            "2:14",
            "key or key_file beside it, found neither"),
        arguments(
            "tls_server_config:\n  cert_file: ''\n  key_file: ''\n  client_auth_type: x\n",
            "4:21",
            "cert or cert_file beside it, found neither"),
        arguments(
            "tls_server_config:\n  cert_file: somefile\n  key_file: server.key\n",
            "2:14",
            "%s/somefile: cannot be read: no such file"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: somefile\n",
            "3:13",
            "%s/somefile: cannot be read: no such file"),
        arguments(
            "tls_server_config:\n  cert_file: somefile\n  key_file: somefile\n",
            "2:14",
            "%s/somefile: cannot be read: no such file"),
        arguments(
            TLS + "  client_ca_file: somefile\n",
            "4:19",
            "%s/somefile: cannot be read: no such file"),
        arguments(
            TLS + "  client_ca_file: empty.pem\n",
            "4:19",
            "a client_auth_type beside the CA of clients, found none"),
        arguments(
            TLS + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: empty.pem\n",
            "5:19",
            "%s/empty.pem: expected -----BEGIN CERTIFICATE-----, found none"),
        arguments(
            TLS + "  client_auth_type: Verify\n",
            "4:21",
            "NoClientCert or RequestClientCert or RequireAnyClientCert or RequireClientCert or VerifyClientCertIfGiven or RequireAndVerifyClientCert, found \"Verify\""),
        arguments(
            "tls_server_config:\n  cert_file: hosts\n  key_file: server.key\n",
            "2:14",
            "%s/hosts: expected -----BEGIN CERTIFICATE-----, found none"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: hosts\n",
            "3:13",
            "%s/hosts: expected -----BEGIN PRIVATE KEY-----, found none"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: encrypted.key\n",
            "3:13",
            "%s/encrypted.key:1: expected a key without a passphrase, found an encrypted one"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key: s3cret\n",
            "3:8",
            "tls_server_config.key: expected -----BEGIN PRIVATE KEY-----, found none"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: client.key\n",
            "3:13",
            "%s/client.key:1: expected the RSA or EC key of the certificate in %s/server.pem, found another or a broken one"),
        arguments(
            "tls_server_config:\n  cert_file: server.pem\n  key_file: other.key\n",
            "3:13",
            "%s/other.key:1: expected the RSA or EC key of the certificate in %s/server.pem, found another or a broken one"),
        arguments(
            TLS + "basic_auth_users:\n  john: doe\n",
            "5:9",
            "the bcrypt hash of the password of john, found none"),
        arguments(
            "basic_auth_users:\n  john:\n",
            "2:8",
            "the bcrypt hash of the password of john, found none"),
        arguments("basic_auth_users:\n  john: [s3cret]\n", "2:9", "a text, found another"),
        arguments(
            "basic_auth_users:\n  john: *s3cret\n",
            "2:9",
            "quotes around a text that begins with * or !, found none"),
        arguments(
            TLS + "  cipher_suites:\n  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA2048\n",
            "5:5",
            "a cipher suite that Go holds to be secure, found \"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA2048\""),
        arguments(
            TLS + "  cipher_suites: TLS_AES_128_GCM_SHA256\n", "4:18", "a list, found another"),
        arguments(
            TLS + "  curve_preferences:\n  - CurveP257\n",
            "5:5",
            "CurveP256 or CurveP384 or CurveP521 or X25519, found \"CurveP257\""),
        arguments(
            TLS + "  min_version: TLS111\n",
            "4:16",
            "TLS10 or TLS11 or TLS12 or TLS13, found \"TLS111\""),
        arguments(TLS + "  max_version: TLS11\n", "4:16", "TLS12 or TLS13, found \"TLS11\""),
        arguments(
            TLS + "  min_version: TLS13\n  max_version: TLS12\n", "5:16", "TLS13, found \"TLS12\""),
        arguments(
            TLS
                + "  cipher_suites:\n    - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384\n  max_version: TLS12\n",
            "5:7",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, which HTTP/2 requires, or http2: false, found neither"),
        arguments("http_server_config:\n  http2: 'no'\n", "2:10", "true or false, found another"),
        arguments("http_server_config:\n  http2: 0\n", "2:10", "true or false, found another"),
        arguments(
            "http_server_config:\n  headers:\n    X-Content-Type-Options: sniff\n",
            "3:29",
            "nosniff, found \"sniff\""),
        arguments(
            "http_server_config:\n  headers:\n    X-Frame-Options: foo\n",
            "3:22",
            "deny or sameorigin, found \"foo\""),
        arguments(
            "http_server_config:\n  headers:\n    Content-Type: foo\n",
            "3:5",
            "a key of a web configuration, found \"Content-Type\""),
        arguments(
            "http_server_config:\n  headers:\n    X-XSS-Protection: \"1\\n2\"\n",
            "3:23",
            "one line, found several"),
        arguments(
            "rate_limit:\n  interval: 1\n",
            "2:13",
            "a duration such as 90s, 1h30m or 0, found \"1\""),
        arguments("rate_limit:\n  burst: many\n", "2:10", "a whole number, found another"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldAtTheStartAndByTheCheck(String config, String place, String expected)
      throws IOException {
    String what =
        expected.contains(": expected ") || expected.contains(": cannot ")
            ? expected
            : "expected " + expected;
    String told = file + ":" + place + ": " + what.replace("%s", directory.toString());
    assertThatThrownBy(() -> start(config)).isInstanceOf(Mistake.class).hasMessage(told);
    assertThat(check(1)).isEqualTo(told + "\n").doesNotContain("s3cret");
  }

  /** What {@code --check-config} says. */
  private static String check(int exitCode) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    Map<String, String> flags =
        Map.of("web.config.file", file.toString(), "mqtt.topic", "#", "mqtt.server", "mqtt://h");
    assertThat(new CheckCommand(flags, Map.of(), TestExporter.HERE).run(out, out))
        .isEqualTo(exitCode);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileThatIsNotThereIsTold() throws IOException {
    Files.deleteIfExists(file);
    String told = file + ": cannot be read: no such file";
    assertThatThrownBy(() -> TestExporter.start("--mqtt.topic=#", "--web.config.file=" + file))
        .hasMessage(told);
    assertThat(check(1)).isEqualTo(told + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "tls_server_config:\n", "rate_limit: ~\n"})
  void anEmptyFileIsPlainHttp(String config) throws IOException {
    start(config);
    assertThat(check(0)).startsWith(file + ": ok\n");
    assertThat(answer()).startsWith("HTTP/1.1 200 OK\r\n").endsWith(HEALTHY);
    assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(SSLException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  client_auth_type: VerifyClientCertIfGiven\n",
        """
          client_auth_type: VerifyClientCertIfGiven
          cipher_suites:
          - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
          - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
          - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
          - TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
          - TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
          - TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
          - TLS_AES_128_GCM_SHA256
          - TLS_AES_256_GCM_SHA384
          - TLS_CHACHA20_POLY1305_SHA256
          - TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
          - TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
          - TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
          - TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
        """,
        """
          cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
          max_version: TLS12
        http_server_config:
          http2: false
        """,
        """
          cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]
          prefer_server_cipher_suites: off
        http_server_config: {http2: no}
        """,
        "  min_version: TLS10\n"
      })
  void aClientHasTlsAndNoOther(String config) throws Exception {
    start(TLS + config);
    assertThat(answer(connectTls())).startsWith("HTTP/1.1 200 OK\r\n").endsWith(HEALTHY);
    assertThat(answer())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .endsWith("This port serves HTTPS, and the request was HTTP.\n");
    assertThat(alertForTls11()).isEqualTo(70); // protocol_version
  }

  /** What becomes of a client whose newest version is TLS 1.1, of which Java has none. */
  private int alertForTls11() throws IOException {
    try (Socket socket = exporter().connect()) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2});
      out.write(new byte[32]); // random
      out.write(new byte[] {0, 0, 2, (byte) 0xc0, 0x13, 1, 0});
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert[0]).isEqualTo((byte) 21);
      return alert[6];
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS#8", "PKCS#1"})
  void theCertificateAndTheKeyMayStandInTheFile(String format) throws Exception {
    String key = indented("server.key");
    if (format.equals("PKCS#1")) {
      byte[] pkcs8 =
          Base64.getMimeDecoder()
              .decode(Files.readString(directory.resolve("server.key")).replaceAll("-----.*", ""));
      key =
          SelfSigned.pem("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 26, pkcs8.length)).indent(4);
    }
    start("tls_server_config:\n  cert: |\n" + indented("server.pem") + "  key: |\n" + key);
    assertThat(answer(connectTls())).endsWith(HEALTHY);
  }

  @Test
  void aLongAnswerIsWhole() throws Exception {
    start(TLS);
    for (int i = 0; i < 5000; i++) {
      exporter().deliver("topic/" + i, "1");
    }
    HttpClient client =
        HttpClient.newBuilder().sslContext(SelfSigned.client(directory, "server", "")).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + exporter().port() + "/metrics"))
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofLines()).body())
        .filteredOn(line -> line.startsWith("mqtt_topic{"))
        .hasSize(5000);
  }

  @Test
  void theFilesGoBeforeTheTexts() throws Exception {
    start(TLS + "  cert: x\n  key: y\n");
    assertThat(answer(connectTls())).endsWith(HEALTHY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerPrefersItsOwnCiphersInItsOwnOrder(boolean isPreferred) throws Exception {
    String small = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    String large = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    start(
        TLS
            + """
              cipher_suites: [%s, %s]
              prefer_server_cipher_suites: %s
              min_version: TLS12
              max_version: TLS12
            """
                .formatted(large, small, isPreferred));
    assertThat(session(small).getCipherSuite()).isEqualTo(small);
    assertThat(session(large, small).getCipherSuite()).isEqualTo(small);
    assertThatThrownBy(() -> session("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"))
        .hasMessageContaining("handshake_failure");
  }

  @ParameterizedTest
  @CsvSource({
    "TLS12, TLS13, TLSv1.3",
    "TLS12, TLS12, TLSv1.2",
    "TLS13, TLS13, TLSv1.3",
    "TLS11, TLS12, TLSv1.2"
  })
  void theVersionIsOneOfTheRange(String min, String max, String version) throws Exception {
    start(TLS + "  min_version: " + min + "\n  max_version: " + max + "\n");
    try (SSLSocket socket = connectTls()) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # client_auth_type         | more                                 | client  | served
          NoClientCert               |                                      | ''      | true
          RequestClientCert          |                                      | ''      | true
          RequestClientCert          |                                      | other   | true
          RequireAnyClientCert       |                                      | client  | true
          RequireClientCert          |                                      | client  | true
          RequireAnyClientCert       |                                      | ''      | false
          RequireAndVerifyClientCert | client_ca_file: client.pem           | client  | true
          RequireAndVerifyClientCert | client_ca_file: client.pem           | other   | false
          RequireAndVerifyClientCert | client_ca_file: client.pem           | ''      | false
          RequireAndVerifyClientCert |                                      | client  | false
          VerifyClientCertIfGiven    | client_ca_file: client.pem           | ''      | true
          VerifyClientCertIfGiven    | client_ca_file: client.pem           | client  | true
          VerifyClientCertIfGiven    | client_ca_file: client.pem           | other   | false
          RequireAnyClientCert       | client_allowed_sans: [a, test3, b]   | client  | true
          RequireAnyClientCert       | client_allowed_sans: [a@test3]       | client  | true
          RequireAnyClientCert       | client_allowed_sans: ['2001:db8::1'] | client  | true
          RequireAnyClientCert       | client_allowed_sans: [urn:test3]     | client  | true
          RequireAnyClientCert       | client_allowed_sans: [bad, CN]       | client  | false
          RequireAnyClientCert       | client_allowed_sans: [localhost]     | client  | false
          RequireAnyClientCert       | client_allowed_sans: []              | client  | false
          """)
  void aClientShowsItsCertificate(String type, String more, String client, boolean isServed)
      throws Exception {
    start(TLS + "  client_auth_type: " + type + "\n" + (more == null ? "" : "  " + more + "\n"));
    if (isServed) {
      assertThat(answer(connectTls("server", client))).endsWith(HEALTHY);
    } else {
      assertThatThrownBy(() -> awaitRefusal(connectTls("server", client)))
          .hasMessageMatching(".*(bad_certificate|certificate_unknown|certificate_required).*");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aUserHasAPassword(boolean isTls) throws Exception {
    String users = "basic_auth_users:\n  dave: %s\n  alice: %s\n";
    start((isTls ? TLS : "") + users.formatted(hash(4, "dave123"), hash(5, "Zoë:\"1\"")));
    for (String right : List.of(password("dave", "dave123"), password("alice", "Zoë:\"1\""))) {
      assertThat(answer(isTls ? connectTls() : exporter().connect(), right))
          .startsWith("HTTP/1.1 200 OK\r\n");
    }
    for (String wrong :
        List.of(
            "Accept: */*",
            password("dave", "bad"),
            password("dave", ""),
            password("bob", "dave123"),
            password("bob", "fakepassword"),
            "Authorization: Basic !",
            "Authorization: Basic ZGF2ZQ==",
            "Authorization: Bearer dave123")) {
      assertThat(answer(isTls ? connectTls() : exporter().connect(), wrong))
          .startsWith("HTTP/1.1 401 Unauthorized\r\n")
          .contains("\r\nWWW-Authenticate: Basic\r\n")
          .endsWith("\r\n\r\nUnauthorized\n");
    }
  }

  @Test
  void aPasswordThatIsKnownDoesNotWaitForOneThatIsNot() throws Exception {
    start("basic_auth_users: {slow: %s, dave: %s}\n".formatted(hash(14, "s"), hash(4, "dave123")));
    assertThat(status(password("dave", "dave123"))).isEqualTo(200);
    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(() -> statusFor(password("slow", "s")));
    while (!slow.isDone() && !isComparing()) {
      Thread.onSpinWait();
    }
    assertThat(status(password("dave", "dave123"))).isEqualTo(200);
    assertThat(slow).isNotDone();
    assertThat(slow.join()).isEqualTo(200);
  }

  @Test
  void theTimeDoesNotTellThatThereIsNoSuchUser() throws Exception {
    start("basic_auth_users: {dave: %s}\n".formatted(hash(4, "dave123")));
    AtomicBoolean isSeen = new AtomicBoolean();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; !isSeen.get(); i++) { // the result of one password is kept
                assertThat(statusFor(password("bob", "guess" + i))).isEqualTo(401);
              }
            });
    try {
      await().until(() -> asking.isDone() || isComparing());
    } finally {
      isSeen.set(true);
    }
    asking.join();
  }

  private int statusFor(String header) {
    try {
      return status(header);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isComparing() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("bcrypt-"))
        .flatMap(thread -> Stream.of(thread.getValue()))
        .anyMatch(call -> call.getClassName().startsWith("at.favre.lib.crypto.bcrypt"));
  }

  @Test
  void everyAnswerHasTheHeaders() throws Exception {
    start(
        """
        http_server_config:
          headers:
            X-Frame-Options: deny
            Strict-Transport-Security: max-age=31536000; includeSubDomains
            X-Content-Type-Options: nosniff
            X-XSS-Protection: 1
            Content-Security-Policy: "default-src 'self' *.test.example.net"
        """);
    for (String path : List.of("/metrics", "/-/healthy", "/-/reload", "/-/nothing")) {
      Map<String, List<String>> headers =
          TestExporter.send(exporter().request(path)).headers().map();
      assertThat(headers)
          .containsEntry("X-Frame-Options", List.of("deny"))
          .containsEntry(
              "Strict-Transport-Security", List.of("max-age=31536000; includeSubDomains"))
          .containsEntry("X-Content-Type-Options", List.of("nosniff"))
          .containsEntry("X-XSS-Protection", List.of("1"))
          .containsEntry(
              "Content-Security-Policy", List.of("default-src 'self' *.test.example.net"));
    }
  }

  @Test
  void anIntervalOfZeroIsNoLimit() throws IOException {
    start("rate_limit:\n  interval: 0\n  burst: 0\n");
    for (int i = 0; i < 10; i++) {
      assertThat(status()).isEqualTo(200);
    }
  }

  @Test
  void aBurstOfZeroIsNoRequest() throws IOException {
    start("rate_limit:\n  interval: \"1s\"\n  burst: 0\n");
    assertThat(answer())
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .endsWith("\r\n\r\nToo Many Requests\n");
  }

  @Test
  void theLimitComesBeforeThePassword() throws IOException {
    start(
        "rate_limit: {interval: 1s, burst: 2}\nbasic_auth_users: {a: %s}\n"
            .formatted(hash(4, "a")));
    assertThat(Stream.of(status(), status(password("a", "a")), status(password("a", "a"))))
        .containsExactly(401, 200, 429);
    exporter().advance(Duration.ofMillis(999));
    assertThat(status()).isEqualTo(429);
    exporter().advance(Duration.ofMillis(1));
    assertThat(status()).isEqualTo(401);
    exporter().advance(Duration.ofHours(1));
    assertThat(Stream.of(status(), status(), status())).containsExactly(401, 401, 429);
  }

  @Test
  void aCertificateIsReplacedBetweenTwoHandshakes() throws Exception {
    Files.copy(directory.resolve("server.pem"), directory.resolve("now.pem"));
    Files.copy(directory.resolve("server.key"), directory.resolve("now.key"));
    start("tls_server_config: {cert_file: now.pem, key_file: now.key}\n");
    assertThat(answer(connectTls())).endsWith(HEALTHY);
    replace("other.pem", "now.pem");
    assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(IOException.class); // not its key
    replace("other.key", "now.key");
    assertThat(answer(connectTls("other", ""))).endsWith(HEALTHY);
    assertThatThrownBy(() -> answer(connectTls())).hasMessageContaining("PKIX");
  }

  private static void replace(String from, String to) throws IOException {
    Files.copy(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void theNextHandshakeAsksForWhatTheFileSaysThen() throws Exception {
    start(TLS + "  client_auth_type: RequireAndVerifyClientCert\n");
    assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(IOException.class);
    write(TLS + "  client_auth_type: VerifyClientCertIfGiven\n");
    assertThat(answer(connectTls())).endsWith(HEALTHY);
    write(TLS + "  client_auth_type: RequireAndVerifyClientCert\n");
    assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(IOException.class);
  }

  @Test
  void aUserIsReplacedBetweenTwoRequests() throws IOException {
    start("basic_auth_users:\n  dave: %s\n".formatted(hash(4, "one")));
    assertThat(status(password("dave", "one"))).isEqualTo(200);
    write("basic_auth_users:\n  dave: %s\n".formatted(hash(4, "two")));
    assertThat(status(password("dave", "one"))).isEqualTo(401);
    assertThat(status(password("dave", "two"))).isEqualTo(200);
    write("basic_auth_users:\n  eve: %s\n".formatted(hash(4, "two")));
    assertThat(status(password("dave", "two"))).isEqualTo(401);
    assertThat(status(password("eve", "two"))).isEqualTo(200);
  }

  @Test
  void aBrokenFileRefusesEverythingUntilItIsMended() throws Exception {
    LogLines lines = new LogLines();
    Logger log = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.web");
    start(TLS, "--log.level=error");
    log.addAppender(lines);
    try (SSLSocket open = connectTls()) {
      open.startHandshake();
      write(TLS + "basic_auth_users: [s3cret]\n");
      for (int i = 0; i < 3; i++) {
        assertThat(next(open)).isEqualTo("HTTP/1.1 500 Internal Server Error");
        assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(IOException.class);
      }
      String told = file + ":4:19: expected keys of a web configuration, found another";
      await().until(() -> lines.messages().size() == 6);
      assertThat(lines.messages())
          .containsOnly(
              "requests are answered with 500: " + told, "TLS handshakes are refused: " + told);
      write(TLS);
      assertThat(next(open)).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer(connectTls())).endsWith(HEALTHY);
      write("");
      assertThat(next(open)).isEqualTo("HTTP/1.1 200 OK");
      assertThatThrownBy(() -> answer(connectTls())).isInstanceOf(IOException.class);
      await().until(() -> lines.messages().size() == 7);
      assertThat(lines.messages())
          .contains(
              "TLS handshakes are refused: "
                  + file
                  + ": expected TLS, as when the exporter started, found none");
    } finally {
      log.detachAppender(lines);
    }
  }

  /** Asks once more on an open connection; returns the first line of the answer. */
  private static String next(Socket socket) throws IOException {
    socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4096];
    int length = socket.getInputStream().read(answer);
    return new String(answer, 0, length, StandardCharsets.US_ASCII).lines().findFirst().orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        TLS,
        TLS + "  client_auth_type: RequireAnyClientCert\n",
        "basic_auth_users: {a: $2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG}",
        "rate_limit: {interval: 1h}"
      })
  void theImageIsHealthyWhateverItsHealthCheckMayNotDo(String config) throws Exception {
    start(config);
    assertThat(healthCheck()).isZero();
  }

  @Test
  void theImageIsNotHealthyWithAMistake() throws Exception {
    start("");
    write("a mistake");
    assertThat(healthCheck()).isEqualTo(1);
  }

  /** The exit code of what the Dockerfile asks. */
  private int healthCheck() throws IOException, InterruptedException {
    String command =
        Files.readString(Path.of("Dockerfile")).replaceFirst("(?s).*HEALTHCHECK.*?CMD ", "");
    ProcessBuilder check =
        new ProcessBuilder(
            new ObjectMapper().readerForListOf(String.class).<List<String>>readValue(command));
    check.environment().put("WEB_LISTEN_ADDRESS", "127.0.0.1:" + exporter().port() + ",:1");
    return check.start().waitFor();
  }

  @Test
  void everyAddressIsServed() throws IOException {
    int other = TestExporter.freePort();
    start("", "--web.listen-address=127.0.0.1:" + other);
    assertThat(answer()).endsWith(HEALTHY);
    assertThat(answer(new Socket(InetAddress.getLoopbackAddress(), other))).endsWith(HEALTHY);
  }
}
