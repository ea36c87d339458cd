package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import io.github.mqtttopicexporter.testing.Certificates;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Publisher;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Certificates, keys and passwords in files, with a Mosquitto that asks for them. */
class BrokerTlsTest {

  private static final List<String> VERSIONS = List.of("paho", "paho-mqtt5");

  private static Certificates certificates;

  private final LogLines lines = new LogLines();
  private final Path directory;

  BrokerTlsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void makeCertificates(@TempDir Path shared) throws Exception {
    certificates =
        new Certificates(shared)
            .make("server", "-keyalg", "RSA")
            .make("me", "-keyalg", "EC")
            .make("expired", "-keyalg", "EC", "-startdate", "-9d", "-validity", "5")
            .make("early", "-keyalg", "EC", "-startdate", "+9d");
  }

  @BeforeEach
  void needsMosquitto() {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
  }

  @AfterEach
  void stopListening() {
    root().detachAppender(lines);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static Path file(String name) {
    return certificates.file(name);
  }

  /** A copy of a file of certificates that a test may replace. */
  private Path copy(String name, String as) throws IOException {
    return Files.copy(file(name), directory.resolve(as), REPLACE_EXISTING);
  }

  /** Waits until both versions of MQTT are told of. */
  private void awaitTold(String words) {
    for (String version : VERSIONS) {
      await()
          .untilAsserted(
              () ->
                  assertThat(lines.messages())
                      .anyMatch(
                          line -> line.startsWith(version + "-in: ") && line.contains(words)));
    }
  }

  private static void awaitReady(TestExporter exporter) {
    await().until(() -> exporter.status("/-/ready") == 200);
  }

  /** Starts an exporter that publishes again what it receives, and serves that. */
  private TestExporter start(String server, String... flags) throws IOException {
    return startWithOptions("", server, flags);
  }

  private TestExporter startWithOptions(String options, String server, String... flags)
      throws IOException {
    Path routes = directory.resolve("routes.camel.yaml");
    String ofVersion =
        """
        - route:
            id: VERSION-in
            from:
              uri: VERSION:VERSION/in
              parameters: {qos: 1, OPTIONS}
              steps:
                - to:
                    uri: VERSION:VERSION/out
                    parameters: {qos: 1, OPTIONS}
        - route:
            id: VERSION-out
            from:
              uri: VERSION:VERSION/out
              parameters: {qos: 1, OPTIONS}
              steps:
                - to:
                    uri: prometheus:out
                    parameters: {label.version: VERSION}
        """
            .replace("OPTIONS", options);
    Files.writeString(
        routes,
        VERSIONS.stream()
            .map(version -> ofVersion.replace("VERSION", version))
            .collect(Collectors.joining()));
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--mqtt.server=" + server);
    all.add("--mqtt.max-backoff=1");
    all.add("--log.level=debug"); // which tells each attempt
    all.add("--routes=routes/metrics.camel.yaml,routes/web.camel.yaml," + routes);
    TestExporter exporter = TestExporter.start(all.toArray(String[]::new));
    root().addAppender(lines);
    return exporter;
  }

  private static void assertPublishes(Publisher device, TestExporter exporter) throws Exception {
    awaitReady(exporter);
    for (String version : VERSIONS) {
      device.publish(version + "/in", "21.5");
      await()
          .untilAsserted(
              () ->
                  assertThat(exporter.scrape()).contains("out{version=\"" + version + "\"} 21.5"));
    }
  }

  private static Publisher device(Mosquitto broker) {
    return new Publisher("tcp://127.0.0.1:" + broker.port());
  }

  private static String url(Mosquitto broker, String scheme) {
    int port = scheme.equals("wss") ? broker.webSocketPort() : broker.tlsPort();
    return scheme + "://localhost:" + port;
  }

  @Test
  void anAuthorityAlone() throws Exception {
    try (Mosquitto broker = Mosquitto.withTls(directory, certificates.directory())) {
      broker.start();
      for (String scheme : new String[] {"mqtts", "wss"}) {
        try (TestExporter exporter =
            start(url(broker, scheme), "--mqtt.ca-file=" + file("ca.pem"))) {
          assertPublishes(device(broker), exporter);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tlsv1.2", "tlsv1.3"})
  void aCertificateThatTheBrokerRequires(String version) throws Exception {
    String[] options = {
      "require_certificate true", "cafile " + file("ca.pem"), "tls_version " + version
    };
    try (Mosquitto broker = Mosquitto.withTls(directory, certificates.directory(), options)) {
      broker.start();
      String authority = "--mqtt.ca-file=" + file("ca.pem");
      try (TestExporter without = start(url(broker, "mqtts"), authority)) {
        awaitTold(" at mqtts://localhost:");
        assertThat(without.status("/-/ready")).isEqualTo(503);
      }
      try (TestExporter exporter =
          start(
              url(broker, "mqtts"),
              authority,
              "--mqtt.cert-file=" + file("me.pem"),
              "--mqtt.key-file=" + file("me.key"))) {
        assertPublishes(device(broker), exporter);
      }
    }
  }

  @Test
  void anotherHostIsNotTrustedUnlessAnyIs() throws Exception {
    try (Mosquitto broker = Mosquitto.withTls(directory, certificates.directory())) {
      broker.start();
      String server = url(broker, "mqtts").replace("localhost", "127.0.0.1");
      try (TestExporter exporter = start(server, "--mqtt.ca-file=" + file("ca.pem"))) {
        awaitTold("No subject alternative names matching IP address 127.0.0.1 found");
        assertThat(exporter.status("/-/ready")).isEqualTo(503);
      }
      try (TestExporter exporter = start(server, "--mqtt.insecure-skip-verify")) {
        assertPublishes(device(broker), exporter);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "expired, the certificate of the broker has expired: NotAfter: ",
    "early, the certificate of the broker is not valid yet: NotBefore: "
  })
  void aCertificateOutOfItsTimeIsTold(String name, String words) throws Exception {
    copy(name + ".pem", "server.pem");
    copy(name + ".key", "server.key");
    try (Mosquitto broker = Mosquitto.withTls(directory, directory)) {
      broker.start();
      try (TestExporter exporter =
          start(url(broker, "mqtts"), "--mqtt.ca-file=" + file("ca.pem"))) {
        awaitTold(words);
        assertThat(exporter.status("/-/ready")).isEqualTo(503);
      }
    }
  }

  @Test
  void filesAreReadAtEachConnect() throws Exception {
    Path authority = copy("me.pem", "mine.pem");
    Path certificate = copy("expired.pem", "mine.crt");
    Path key = copy("expired.key", "mine.key");
    String[] options = {"require_certificate true", "cafile " + file("ca.pem")};
    try (Mosquitto broker = Mosquitto.withTls(directory, certificates.directory(), options)) {
      broker.start();
      try (TestExporter exporter =
          start(
              url(broker, "mqtts"),
              "--mqtt.ca-file=" + authority,
              "--mqtt.cert-file=" + certificate,
              "--mqtt.key-file=" + key)) {
        awaitTold("unable to find valid certification path to requested target");
        copy("ca.pem", "mine.pem");
        awaitTold("certificate_expired");
        copy("me.pem", "mine.crt");
        copy("me.key", "mine.key");
        assertPublishes(device(broker), exporter);

        Files.writeString(authority, "half of a file");
        Files.delete(key);
        broker.publish("paho/out", "22", false);
        await()
            .untilAsserted(
                () -> assertThat(exporter.scrape()).contains("out{version=\"paho\"} 22"));
        broker.stop();
        broker.start();
        awaitTold(authority + ": expected -----BEGIN CERTIFICATE-----, found none; trying again");
        copy("ca.pem", "mine.pem");
        awaitTold(key + ": cannot be read: no such file; trying again");
        copy("me.key", "mine.key");
        awaitReady(exporter);
      }
    }
  }

  @Test
  void aPasswordIsReadAtEachConnect() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "wrong\n");
    try (Mosquitto broker = Mosquitto.forUser(directory, "me", "s3cret")) {
      broker.start();
      try (TestExporter exporter =
          start(
              "mqtt://127.0.0.1:" + broker.port(),
              "--mqtt.username=me",
              "--mqtt.password-file=" + password)) {
        awaitTold("the broker refused");
        Files.writeString(password, "s3cret\n");
        assertPublishes(device(broker).withCredentials("me", "s3cret"), exporter);
      }
    }
  }

  @Test
  void anotherBrokerIsTrustedByTheSameFiles() throws Exception {
    try (Mosquitto broker = Mosquitto.withTls(directory, certificates.directory())) {
      broker.start();
      String another = "brokerUrl: \"" + url(broker, "mqtts") + "\"";
      try (TestExporter exporter =
          startWithOptions(another, "mqtt://127.0.0.1:1", "--mqtt.ca-file=" + file("ca.pem"))) {
        assertPublishes(device(broker), exporter);
      }
    }
  }
}
