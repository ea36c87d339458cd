package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Devices;
import io.github.mqtttopicexporter.testing.Example;
import io.github.mqtttopicexporter.testing.GoldenCase;
import io.github.mqtttopicexporter.testing.Kafka;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden cases, and the messages in the opening comments of the route files, by way of a
 * broker, a bridge and Kafka: they make the same lines as by the broker alone.
 */
class KafkaExamplesIT {

  /** The topic of a message that follows the others: it makes a line when they have been routed. */
  private static final String END = "the/end";

  private static final String END_ROUTE =
      """
      - route:
          from:
            uri: paho:the/end
            steps:
              - to: prometheus:the_end
      """;

  @SuppressWarnings("NullAway.Init")
  private static Path endRoute;

  @SuppressWarnings("NullAway.Init")
  private static Mosquitto mosquitto;

  @SuppressWarnings("NullAway.Init")
  private static Kafka kafka;

  @SuppressWarnings("NullAway.Init")
  private static TestExporter bridge;

  @SuppressWarnings("NullAway.Init")
  private static Devices devices;

  /** Clients and brokers alike refuse a topic with a line break. */
  private static final String REFUSED = "e\nf";

  private static int ends;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    endRoute = Files.writeString(directory.resolve("end.camel.yaml"), END_ROUTE);
    mosquitto = Mosquitto.forEverybody(directory);
    mosquitto.start();
    kafka = Kafka.in(directory);
    kafka.start();
    // one partition: Kafka keeps the order of messages within each, and the cases are about that
    kafka.createCompacted("mqtt", 1);
    bridge = startBridge();
    devices = Devices.connectedTo(mosquitto.port());
  }

  @AfterAll
  static void stop() throws Exception {
    devices.close();
    bridge.close();
    kafka.close();
    mosquitto.close();
  }

  private static TestExporter startBridge() {
    return start(
        "--mqtt.server=mqtt://127.0.0.1:" + mosquitto.port(),
        "--mqtt.topic=#",
        "--routes=src/deploy/scale/bridge.camel.yaml",
        "--routes=routes/metrics.camel.yaml,routes/web.camel.yaml,routes/errors.camel.yaml");
  }

  /** Starts an exporter in a group of its own, which gets every message. */
  private static TestExporter startExporter(String... flags) {
    return start(
        Stream.concat(
                Stream.of(
                    "--kafka.topic=mqtt",
                    "--mqtt.server=",
                    "--mqtt.client-id=group-" + System.nanoTime(),
                    "--routes=routes/*.camel.yaml",
                    "--routes=" + endRoute),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private static TestExporter start(String... flags) {
    TestExporter started =
        TestExporter.start(
            Stream.concat(Stream.of("--kafka.brokers=" + kafka.brokers()), Stream.of(flags))
                .toArray(String[]::new));
    await().until(() -> started.status("/-/ready") == 200);
    return started;
  }

  /** Publishes messages; returns what a scrape says when all of them have been routed. */
  private static String scrapeAfter(
      TestExporter exporter, List<Map.Entry<String, String>> messages) {
    for (Map.Entry<String, String> message : messages) {
      devices.publish(message.getKey(), message.getValue());
    }
    ends++;
    devices.publish(END, String.valueOf(ends));
    await().until(() -> exporter.scrape().contains("the_end %d\n".formatted(ends)));
    return exporter
        .scrape()
        .lines()
        .filter(line -> !line.matches(".*the.end.*"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** Has Kafka delete what a test has published: the next one is to start with nothing. */
  private static void delete(TestExporter exporter, Stream<String> topics) {
    var unused =
        scrapeAfter(exporter, topics.distinct().map(topic -> Map.entry(topic, "")).toList());
  }

  @ParameterizedTest
  @MethodSource("io.github.mqtttopicexporter.testing.GoldenCase#all")
  void messagesBecomeTheLinesOfTheirGoldenCase(GoldenCase golden) throws Exception {
    String routes = golden.routes().map(file -> "--routes=" + file).orElse("--mqtt.topic=#");
    try (TestExporter exporter = startExporter(routes)) {
      List<Map.Entry<String, String>> messages =
          golden.messages().stream().filter(message -> !message.getKey().equals(REFUSED)).toList();
      String scrape = scrapeAfter(exporter, messages);
      delete(exporter, messages.stream().map(Map.Entry::getKey));
      assertThat(scrape).isEqualTo(golden.scrape().replace("mqtt_topic{topic=\"e\\nf\"} 3\n", ""));
    }
  }

  @Test
  void everyRouteFileMakesWhatItSays(@TempDir Path cellar) throws Exception {
    List<Example> examples =
        Example.files().stream().flatMap(file -> Example.of(file).stream()).toList();
    try (Mosquitto other = Mosquitto.forEverybody(cellar)) {
      other.start();
      System.setProperty("cellar.broker", "mqtt://127.0.0.1:" + other.port());
      try (TestExporter exporter =
          startExporter("--mqtt.topic=/home/sensor/+", "--routes=routes/examples/*.camel.yaml")) {
        String before = "";
        for (Example example : examples) {
          before = assertMakes(example, exporter, before, other);
        }
        delete(exporter, examples.stream().map(Example::topic));
      } finally {
        System.clearProperty("cellar.broker");
      }
    }
  }

  /** Returns the scrape after an example. */
  private static String assertMakes(
      Example example, TestExporter exporter, String before, Mosquitto cellar) throws Exception {
    Map.Entry<String, String> message = Map.entry(example.topic(), example.payload());
    if (example
        .topic()
        .startsWith("cellar/")) { // its route names a broker: Kafka has no part in it
      cellar.publish(List.of(message), 1);
      await().untilAsserted(() -> example.assertIn(exporter.scrape()));
      return scrapeAfter(exporter, List.of());
    }
    String scrape = scrapeAfter(exporter, List.of(message));
    example.assertIn("\n" + scrape);
    if (example.makesNothing()) {
      assertThat(scrape).isEqualTo(before);
    }
    return scrape;
  }

  @Test
  void aRetainedMessageIsTakenOrLeftOutAsTheExampleSays() throws Exception {
    bridge.close();
    mosquitto.publish("garage/door", "open", true);
    mosquitto.publish("garage/motion", "0.5", true);
    bridge = startBridge();
    try (TestExporter exporter = startExporter("--routes=routes/examples/retained.camel.yaml")) {
      String scrape = scrapeAfter(exporter, List.of());
      mosquitto.publish("garage/door", "", true);
      mosquitto.publish("garage/motion", "", true);
      delete(exporter, Stream.of());
      assertThat(scrape).contains("garage_door_open 1\n").doesNotContain("garage_motion_ratio");
    }
  }

  @Test
  void aConvertedValueIsPublishedAgainToABrokerThatTheStepNames(@TempDir Path directory)
      throws Exception {
    String example = Files.readString(Path.of("routes/examples/republish.camel.yaml"));
    Path named =
        Files.writeString(
            directory.resolve("republish.camel.yaml"),
            example.replace(
                "retained: true",
                "retained: true\n              brokerUrl: mqtt://127.0.0.1:" + mosquitto.port()));
    try (TestExporter exporter = startExporter("--mqtt.topic=pool/celsius", "--routes=" + named)) {
      devices.publish("pool/fahrenheit", "77");
      await().until(() -> exporter.scrape().contains("mqtt_topic{topic=\"pool/celsius\"} 25\n"));
      mosquitto.publish("pool/celsius", "", true);
      delete(exporter, Stream.of("pool/fahrenheit"));
    }
  }
}
