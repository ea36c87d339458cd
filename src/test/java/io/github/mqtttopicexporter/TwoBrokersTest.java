package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.TestBroker;
import io.github.mqtttopicexporter.testing.TestExporter;
import io.moquette.interception.messages.InterceptConnectMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Routes with a broker of their own, beside the one of {@code --mqtt.server}. */
class TwoBrokersTest {

  private final TestBroker main = new TestBroker("alice", "main-s3cret");
  private final TestBroker cellar = new TestBroker("bob", "cellar:s3cret");
  private final LogLines lines = new LogLines();
  private final Path directory;

  TwoBrokersTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void start() throws IOException {
    main.start();
    cellar.start();
  }

  @AfterEach
  void stop() {
    root().detachAppender(lines);
    main.close();
    cellar.close();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** Starts an exporter with a route of the main broker, and one of the cellar's. */
  private TestExporter startExporter(String cellarUrl, String step) throws IOException {
    Path routes = directory.resolve("cellar.camel.yaml");
    Path password = directory.resolve("password");
    Files.writeString(
        routes,
        """
        - route:
            id: main
            from:
              uri: paho:main
              steps:
                - to: prometheus:main
        - route:
            id: cellar
            from:
              uri: paho:cellar/+
              parameters:
                brokerUrl: %s
              steps:
                - to: %s
        """
            .formatted(cellarUrl, step));
    TestExporter exporter =
        TestExporter.start(
            "--mqtt.server=mqtt://127.0.0.1:" + main.port(),
            "--mqtt.username=alice",
            "--mqtt.password-file=" + Files.writeString(password, "main-s3cret\n"),
            "--log.level=debug",
            "--routes=routes/metrics.camel.yaml",
            "--routes=routes/web.camel.yaml",
            "--routes=" + routes);
    root().addAppender(lines);
    return exporter;
  }

  private String log() {
    return String.join("\n", lines.messages());
  }

  @Test
  void eachIsGivenItsOwnCredentials() throws Exception {
    String url = "mqtt://bob:cellar%3As3cret@127.0.0.1:" + cellar.port();
    try (TestExporter exporter = startExporter(url, "prometheus:cellar")) {
      await().until(() -> exporter.status("/-/ready") == 200);
      main.publish("main", "1", false);
      cellar.publish("cellar/1", "2", false);
      await().untilAsserted(() -> assertThat(exporter.scrape()).contains("main 1", "cellar 2"));
      // the exporter, and the device that published
      await().until(() -> main.connects().size() >= 2 && cellar.connects().size() >= 2);
      assertThat(cellar.connects().stream().map(InterceptConnectMessage::getUsername))
          .contains("bob")
          .doesNotContain("alice");
      assertThat(main.connects().stream().map(InterceptConnectMessage::getUsername))
          .contains("alice")
          .doesNotContain("bob");
    }
  }

  @Test
  void theMainCredentialsAreNotForAnotherBroker() throws Exception {
    String url = "mqtt://127.0.0.1:" + cellar.port();
    try (TestExporter exporter = startExporter(url, "prometheus:cellar")) {
      await().until(() -> exporter.status("/-/ready") == 200);
      await().until(() -> !cellar.connects().isEmpty());
      assertThat(cellar.connects())
          .allMatch(connect -> connect.getUsername() == null && !connect.isPasswordFlag());
    }
  }

  /** Camel's own errors quote the URIs of endpoints. */
  @Test
  void noPasswordIsInTheLog() throws Exception {
    String url = "mqtt://bob:cellar%3As3cret@127.0.0.1:" + cellar.port();
    try (TestExporter exporter = startExporter(url, "prometheus:cellar?label.x=${body.nothing}")) {
      await().until(() -> exporter.status("/-/ready") == 200);
      cellar.publish("cellar/1", "2", false);
      await().until(() -> log().contains("Message History"));
      cellar.close();
      await().until(() -> log().contains("lost the connection"));
      assertThat(log()).contains("127.0.0.1:" + cellar.port()).doesNotContain("s3cret");
    }
  }

  @Test
  void aBrokerThatSendsTheRetainedFlagIsBelieved() throws Exception {
    cellar.publish("cellar/kept", "1", true);
    String url = "mqtt://127.0.0.1:" + cellar.port();
    String step = "prometheus:cellar?label.topic=${header.CamelMqttTopic}&label.retained=";
    try (TestExporter exporter = startExporter(url, step + "${header.CamelMqttRetained}")) {
      await().until(() -> exporter.status("/-/ready") == 200);
      cellar.publish("cellar/live", "1", false);
      await()
          .untilAsserted(
              () ->
                  assertThat(exporter.scrape())
                      .contains("{retained=\"true\",topic=\"cellar/kept\"} 1")
                      .contains("{retained=\"false\",topic=\"cellar/live\"} 1"));
    }
  }
}
