package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Publisher;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password in every place that takes one: none is in a log, a page, an answer or an error. */
class SecretsIT {

  private static final String SECRET = "S3CRET";

  private final int port = TestExporter.freePort();
  private final Scraper scraper = new Scraper("http://127.0.0.1:" + port);
  private final Path directory;
  private final Mosquitto broker;

  SecretsIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    broker = Mosquitto.forUser(directory, "me", "S3CRET-file&1");
  }

  @BeforeEach
  void writeFiles() throws IOException {
    ShippedRoutes.copyTo(directory);
    Files.writeString(directory.resolve("password"), "S3CRET-file&1\n");
    Files.writeString(
        directory.resolve("application.properties"),
        """
        cellar.password = S3CRET-placeholder
        camel.component.paho.user-name = you
        camel.component.paho.password = S3CRET-component
        camel.component.paho-mqtt5.user-name = you
        camel.component.paho-mqtt5.password = S3CRET-component
        """);
  }

  /** Routes that get in with the password of the file, and routes and steps that do not get in. */
  private void writeRoutes(String scheme) throws IOException {
    Files.writeString(
        directory.resolve("routes/secrets.camel.yaml"),
        """
        - route:
            id: good
            from:
              uri: SCHEME:in
              parameters: {userName: me, password: S3CRET-file&1}
              steps:
                - to:
                    uri: prometheus:good
                - to:
                    uri: SCHEME:out
                    parameters: {brokerUrl: "mqtt://me:S3CRET-url@127.0.0.1:PORT"}
        - route:
            id: option
            from:
              uri: SCHEME:in
              parameters: {userName: me, password: S3CRET-option&2}
              steps:
                - toD:
                    uri: SCHEME:out/${body}
                    parameters: {userName: me, password: S3CRET-dynamic}
        - route:
            id: placeholder
            from:
              uri: SCHEME:in
              parameters: {brokerUrl: "ws://127.0.0.1:1/mqtt?token=S3CRET-token", userName: me, password: "{{cellar.password}}"}
              steps:
                - to: prometheus:placeholder
        - route:
            id: component
            from:
              uri: SCHEME:in
              steps:
                - to: prometheus:component
        """
            .replace("SCHEME", scheme)
            .replace("PORT", String.valueOf(broker.port())));
  }

  private ExporterProcess start(Map<String, String> environment, String... flags)
      throws IOException {
    String[] all =
        Stream.concat(Stream.of(flags), Stream.of("--log.level=debug", "--mqtt.max-backoff=1"))
            .toArray(String[]::new);
    return ExporterProcess.start(directory, environment, all);
  }

  private static void assertTellsNone(ExporterProcess exporter) throws IOException {
    assertThat(exporter.err() + exporter.out()).isNotEmpty().doesNotContain(SECRET);
    assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine()))
        .noneMatch(commandLine -> commandLine.orElse("").contains(SECRET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void anExporterShowsNone(String scheme) throws Exception {
    writeRoutes(scheme);
    try (broker) {
      broker.start();
      Map<String, String> environment =
          Map.of(
              "MQTT_SERVER", "mqtt://127.0.0.1:" + broker.port(),
              "MQTT_USERNAME", "me",
              "MQTT_PASSWORD_FILE", "password",
              "WEB_LISTEN_ADDRESS", ":" + port,
              "WEB_ENABLE_LIFECYCLE", "true");
      try (ExporterProcess exporter = start(environment, "--mqtt.insecure-skip-verify")) {
        ExporterProcess.awaitServing(scraper);
        await()
            .until(
                () ->
                    scraper.get("/metrics").contains("mqtt_exporter_subscribed{route=\"good\"} 1"));
        Publisher me =
            new Publisher("tcp://127.0.0.1:" + broker.port())
                .withCredentials("me", "S3CRET-file&1");
        me.publish("in", "21.5");
        await()
            .untilAsserted(
                () ->
                    assertThat(exporter.err())
                        .contains("rejected a message on in", "option: cannot subscribe")
                        .contains("placeholder: cannot subscribe", "component: cannot subscribe")
                        .contains("--mqtt.insecure-skip-verify: any certificate will do"));
        for (String page : new String[] {"/", "/metrics", "/-/ready", "/-/nothing"}) {
          assertThat(scraper.get(page)).doesNotContain(SECRET);
        }
        assertTellsNone(exporter);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aUrlWithAWrongPasswordIsNotShown(String scheme) throws Exception {
    Path template = directory.resolve("routes/mqtt-topic.camel.yaml");
    Files.writeString(template, Files.readString(template).replace("paho:", scheme + ":"));
    Files.delete(directory.resolve("application.properties"));
    try (broker) {
      broker.start();
      Map<String, String> environment =
          Map.of("MQTT_SERVER", "mqtt://me:S3CRET-url@127.0.0.1:" + broker.port());
      try (ExporterProcess exporter =
          start(environment, "--mqtt.topic=#", "--web.listen-address=:" + port)) {
        ExporterProcess.awaitServing(scraper);
        await().until(() -> exporter.err().contains("the broker refused"));
        assertThat(scraper.get("/")).doesNotContain(SECRET);
        assertTellsNone(exporter);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aMistakeBesideItShowsNone(String scheme) throws Exception {
    writeRoutes(scheme);
    String server = "mqtt://127.0.0.1:" + broker.port();
    try (ExporterProcess test = start(Map.of("MQTT_SERVER", server), "--test", "in", "21.5")) {
      assertThat(test.exitCode()).isZero();
      assertThat(test.out()).contains("good 21.5", "would send to " + scheme + ":out");
      assertTellsNone(test);
    }
    Path routes = directory.resolve("routes/secrets.camel.yaml");
    Files.writeString(
        routes,
        Files.readString(routes)
                .replaceFirst("userName: me", "usrName: me")
                .replace("\"mqtt://me:S3CRET-url@", "\"mqtt://me:S3CRET/url@")
                .replace("userName: me, password: S3CRET-option&2", "qos: S3CRET")
                .replace("{{cellar.password}}", "{{S3CRET-unknown")
            + """
            - route:
                from:
                  uri: SCHEME:a/#?userName=u&password=S3&CRETPW=S3CRET
                  steps:
                    - to: SCHEME:out?S3CRET
            - route:
                from:
                  uri: SCHEME:b
                  steps:
                    - to: SCHEME:out?userName=u&password=S3&S3CRETPW
                    - toD: SCHEME:out?userName=u&password=S3&S3CRETPW
            """
                .replace("SCHEME", scheme));
    try (ExporterProcess check = start(Map.of("MQTT_SERVER", server), "--check-config")) {
      assertThat(check.exitCode()).isEqualTo(1);
      assertThat(check.err().lines())
          .hasSize(5)
          .allSatisfy(line -> assertThat(line).contains(": expected ").doesNotContain("CRETPW"));
      assertTellsNone(check);
    }
    Map<String, String> mistaken = Map.of("MQTT_SERVER", "mqtt://me:S3CRET", "MQTT_USERNAME", "me");
    try (ExporterProcess check = start(mistaken, "--check-config")) {
      assertThat(check.exitCode()).isEqualTo(1);
      assertTellsNone(check);
    }
  }
}
