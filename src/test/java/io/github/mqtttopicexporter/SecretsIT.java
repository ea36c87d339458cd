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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password in every place that takes one: none is in a log, a page, an answer or an error. */
class SecretsIT {

  private static final String SECRET = "S3CRET";
  private static final List<String> VERSIONS = List.of("paho", "paho-mqtt5");

  /** Routes that get in with the password of the file, and routes and steps that do not get in. */
  private static final String ROUTES =
      """
      - route:
          id: VERSION-good
          from:
            uri: VERSION:in
            parameters: {userName: me, password: S3CRET-file&1}
            steps:
              - to: prometheus:good
              - to:
                  uri: VERSION:out
                  parameters: {brokerUrl: "mqtt://me:S3CRET-url@127.0.0.1:PORT"}
      - route:
          id: VERSION-dynamic
          from:
            uri: VERSION:in
            parameters: {userName: me, password: S3CRET-file&1}
            steps:
              - toD:
                  uri: VERSION:out/${body}
                  parameters: {userName: me, password: S3CRET-dynamic}
      - route:
          id: VERSION-option
          from:
            uri: VERSION:in
            parameters: {userName: me, password: S3CRET-option&2}
            steps:
              - to: prometheus:option
      - route:
          id: VERSION-placeholder
          from:
            uri: VERSION:in
            parameters:
              brokerUrl: ws://127.0.0.1:1/mqtt?token=S3CRET-token
              userName: me
              password: "{{cellar.password}}"
            steps:
              - to: prometheus:placeholder
      - route:
          id: VERSION-component
          from:
            uri: VERSION:in
            steps:
              - to: prometheus:component
      """;

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

  /** Writes a file of routes for each version of MQTT. */
  private void writeRoutes(String routes) throws IOException {
    for (String version : VERSIONS) {
      Files.writeString(
          directory.resolve("routes/" + version + ".camel.yaml"),
          routes.replace("VERSION", version).replace("PORT", String.valueOf(broker.port())));
    }
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

  @Test
  void anExporterShowsNone() throws Exception {
    writeRoutes(ROUTES);
    try (broker) {
      broker.start();
      Map<String, String> environment =
          Map.of(
              "MQTT_SERVER",
              "mqtt://127.0.0.1:" + broker.port(),
              "MQTT_USERNAME",
              "me",
              "MQTT_PASSWORD_FILE",
              "password",
              "WEB_LISTEN_ADDRESS",
              ":" + port);
      try (ExporterProcess exporter = start(environment, "--mqtt.insecure-skip-verify")) {
        ExporterProcess.awaitServing(scraper);
        for (String version : VERSIONS) {
          scraper.awaitLine("mqtt_exporter_subscribed{route=\"" + version + "-good\"} 1.0");
          scraper.awaitLine("mqtt_exporter_subscribed{route=\"" + version + "-dynamic\"} 1.0");
        }
        new Publisher("tcp://127.0.0.1:" + broker.port())
            .withCredentials("me", "S3CRET-file&1")
            .publish("in", "21.5");
        for (String version : VERSIONS) {
          await()
              .untilAsserted(
                  () ->
                      assertThat(exporter.err())
                          .contains(version + "-good: rejected a message on in: ")
                          .contains(version + "-dynamic: rejected a message on in: ")
                          .contains(version + "-option: cannot subscribe to in at ")
                          .contains(version + "-placeholder: cannot subscribe to in at ")
                          .contains(version + "-component: cannot subscribe to in at "));
        }
        assertThat(exporter.err()).contains("--mqtt.insecure-skip-verify: any certificate");
        for (String page : new String[] {"/", "/metrics", "/-/ready", "/-/nothing"}) {
          assertThat(scraper.get(page)).doesNotContain(SECRET);
        }
        assertTellsNone(exporter);
      }
    }
  }

  @Test
  void aUrlWithAWrongPasswordIsNotShown() throws Exception {
    writeRoutes(
        """
        - route:
            id: VERSION-url
            from:
              uri: VERSION:in
              steps:
                - to: prometheus:in
        """);
    Files.delete(directory.resolve("application.properties"));
    try (broker) {
      broker.start();
      String server = "mqtt://me:S3CRET-url@127.0.0.1:" + broker.port();
      try (ExporterProcess exporter =
          start(Map.of("MQTT_SERVER", server), "--web.listen-address=:" + port)) {
        ExporterProcess.awaitServing(scraper);
        String told = "url: cannot subscribe to in at mqtt://127.0.0.1:%d: the broker refused";
        for (String version : VERSIONS) {
          await()
              .until(() -> exporter.err().contains(version + "-" + told.formatted(broker.port())));
        }
        assertThat(scraper.get("/")).doesNotContain(SECRET);
        assertTellsNone(exporter);
      }
    }
  }

  @Test
  void aTestShowsNone() throws Exception {
    writeRoutes(ROUTES);
    Map<String, String> environment = Map.of("MQTT_SERVER", "mqtt://me:S3CRET-url@broker");
    try (ExporterProcess test = start(environment, "--test", "in", "21.5")) {
      assertThat(test.exitCode()).isZero();
      assertThat(test.out()).contains("good 21.5", "would send to paho:out", "to paho:out/21.5");
      assertTellsNone(test);
    }
  }

  @Test
  void aMistakeBesideItShowsNone() throws Exception {
    writeRoutes(
        ROUTES
                .replaceFirst("userName: me", "usrName: me")
                .replace("S3CRET-option", "a)&S3CRET-option")
                .replace("{{cellar.password}}", "{{S3CRET")
            + """
            - route:
                from:
                  uri: VERSION:a/#?userName=u&password=S3&CRETPW=S3CRET
                  steps:
                    - to: prometheus:a
            - route:
                from:
                  uri: VERSION:b
                  steps:
                    - to: VERSION:out?brokerUrl=mqtt://u:S3CRET/@h
            """);
    String[] told = {
      "in the uri",
      "found \"usrName\"; is it userName?",
      "expected }} after a {{, found none",
      "expected [user:password@]host[:port] after mqtt://"
    };
    try (ExporterProcess check = start(Map.of(), "--check-config")) {
      assertThat(check.exitCode()).isEqualTo(1);
      assertThat(check.err()).contains(told).doesNotContain("CRETPW");
      assertThat(check.err().lines()).hasSize(10);
      assertTellsNone(check);
    }
    Map<String, String> mistaken = Map.of("MQTT_SERVER", "mqtt://me:S3CRET", "MQTT_USERNAME", "me");
    try (ExporterProcess check = start(mistaken, "--check-config")) {
      assertThat(check.exitCode()).isEqualTo(1);
      assertTellsNone(check);
    }
  }
}
