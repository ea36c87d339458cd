package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Kafka;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Mosquitto, two bridges, a Kafka and exporters, each a process: every topic is in one of them.
 */
class ScaleIT {

  private static final Pattern SERIES =
      Pattern.compile("(?m)^(?:mqtt_topic|doubled)\\{topic=\"([^\"]*)\"} (\\S+)$");

  private static final String IN_TWO = "in two: ";

  private static final int TOPICS = Integer.getInteger("scale.topics", 10_000);
  private static final int SESSION_SECONDS = 6;

  /** An exporter, and what it is asked by. */
  private record Running(ExporterProcess process, Scraper scraper) {}

  private final Path directory;
  private final Path routes;
  private final Mosquitto mosquitto;
  private final Kafka kafka;
  private final List<AutoCloseable> all = new ArrayList<>();

  ScaleIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    routes = ShippedRoutes.copyTo(directory);
    Files.copy(
        Path.of("src/deploy/scale/bridge.camel.yaml"), directory.resolve("bridge.camel.yaml"));
    Files.writeString(
        routes.resolve("doubled.camel.yaml"),
        """
        - route:
            id: doubled
            from:
              uri: paho:odd/+
              steps:
                - to:
                    uri: prometheus:doubled
                    parameters:
                      scale: 2
                      label.topic: ${header.CamelMqttTopic}
        """);
    Files.writeString(
        directory.resolve("application.properties"),
        """
        camel.component.kafka.session-timeout-ms = %d
        camel.component.kafka.heartbeat-interval-ms = 1000
        """
            .formatted(SESSION_SECONDS * 1_000));
    mosquitto = Mosquitto.forEverybody(directory);
    kafka = Kafka.in(directory);
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    all.add(mosquitto);
    mosquitto.start();
    all.add(kafka);
    kafka.start();
    kafka.createCompacted("mqtt", 8);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable process : all) {
      process.close();
    }
  }

  private Running start(int port, String... flags) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(flags));
    arguments.add("--web.listen-address=127.0.0.1:" + port);
    ExporterProcess process =
        ExporterProcess.startWith(
            Files.readString(Path.of("target/ext.classpath")).strip(),
            directory,
            Map.of(
                "JDK_JAVA_OPTIONS",
                "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "KAFKA_BROKERS",
                kafka.brokers()),
            arguments.toArray(String[]::new));
    all.add(0, process);
    return new Running(process, new Scraper("http://127.0.0.1:" + port));
  }

  private void kill(Running exporter) throws IOException {
    all.remove(exporter.process());
    exporter.process().close();
  }

  private Running startBridge() throws IOException {
    return start(
        TestExporter.freePort(),
        "--mqtt.server=mqtt://127.0.0.1:" + mosquitto.port(),
        "--mqtt.topic=#",
        "--routes=bridge.camel.yaml,routes/metrics.camel.yaml,routes/web.camel.yaml,routes/errors.camel.yaml");
  }

  private Running startExporter(String... flags) throws IOException {
    return startExporter(TestExporter.freePort(), flags);
  }

  private Running startExporter(int port, String... flags) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--kafka.topic=mqtt", "--mqtt.topic=even/+"));
    arguments.addAll(List.of(flags));
    return start(port, arguments.toArray(String[]::new));
  }

  private static Map<String, String> seriesOf(Running exporter) {
    return SERIES
        .matcher(exporter.scraper().get("/metrics"))
        .results()
        .collect(Collectors.toMap((MatchResult line) -> line.group(1), line -> line.group(2)));
  }

  /** What all of them have together, each topic once. */
  private static Map<String, String> seriesOf(List<Running> exporters) {
    return exporters.stream()
        .flatMap(exporter -> seriesOf(exporter).entrySet().stream())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                Map.Entry::getValue,
                (one, other) -> IN_TWO + one + " and " + other));
  }

  private static List<Map.Entry<String, String>> messages(int value) {
    return IntStream.range(0, TOPICS)
        .mapToObj(i -> Map.entry((i % 2 == 0 ? "even/" : "odd/") + i, "" + (value + i)))
        .toList();
  }

  private static Map<String, String> expected(int value) {
    return messages(value).stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                message ->
                    message.getKey().startsWith("odd")
                        ? "" + 2 * Integer.parseInt(message.getValue())
                        : message.getValue()));
  }

  private void awaitSeries(String what, List<Running> exporters, int value) {
    awaitSeries(what, exporters, expected(value));
  }

  /** No topic may be in two of them for longer than a scrape. */
  private void awaitSeries(String what, List<Running> exporters, Map<String, String> expected) {
    long start = System.nanoTime();
    Set<String> inTwo = new HashSet<>();
    await()
        .until(
            () -> {
              Map<String, String> found = seriesOf(exporters);
              Set<String> inTwoNow =
                  found.entrySet().stream()
                      .filter(series -> series.getValue().startsWith(IN_TWO))
                      .map(Map.Entry::getKey)
                      .collect(Collectors.toSet());
              assertThat(inTwoNow).noneMatch(inTwo::contains);
              inTwo.clear();
              inTwo.addAll(inTwoNow);
              return found.equals(expected);
            });
    System.out.printf(
        "%s: %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  @Test
  void aRestartShowsTheLastValuesButNoneThatIsOver() throws Exception {
    Running bridge = startBridge();
    bridge.scraper().awaitReady();
    mosquitto.publish("even/1", "1", true);
    mosquitto.publish("even/2", "2", true);
    mosquitto.publish("odd/3", "3", true);
    int port = TestExporter.freePort();
    Running exporter = startExporter(port);
    exporter.scraper().awaitReady();
    await()
        .until(() -> seriesOf(exporter).equals(Map.of("even/1", "1", "even/2", "2", "odd/3", "6")));
    mosquitto.publish("even/2", "", true);
    await().until(() -> seriesOf(exporter).equals(Map.of("even/1", "1", "odd/3", "6")));

    kill(exporter);
    Running again = startExporter(port);
    again.scraper().awaitReady();
    await().until(() -> seriesOf(again).equals(Map.of("even/1", "1", "odd/3", "6")));

    kill(again);
    Running brief = startExporter(port, "--mqtt.retain-time=1ms");
    brief.scraper().awaitReady();
    mosquitto.publish("odd/5", "5", false);
    await()
        .until(
            () ->
                brief
                    .scraper()
                    .get("/metrics")
                    .contains("messages_received_total{route=\"doubled\"} 2.0"));
    assertThat(seriesOf(brief)).isEmpty();
  }

  @Test
  void everyTopicIsInOneExporterWhateverEnds() throws Exception {
    Running bridge = startBridge();
    Running otherBridge = startBridge();
    List<Running> exporters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      exporters.add(startExporter("--mqtt.retain-time=1h"));
    }
    bridge.scraper().awaitReady();
    otherBridge.scraper().awaitReady();
    for (Running exporter : exporters) {
      exporter.scraper().awaitReady();
    }
    mosquitto.publish(messages(0), 1);
    awaitSeries("three exporters", exporters, 0);
    assertThat(exporters).noneMatch(exporter -> seriesOf(exporter).isEmpty());

    kill(exporters.remove(2));
    awaitSeries("one exporter killed", exporters, 0);

    exporters.add(startExporter("--mqtt.retain-time=1h"));
    exporters.get(2).scraper().awaitReady();
    awaitSeries("one exporter added", exporters, 0);
    await().until(() -> !seriesOf(exporters.get(2)).isEmpty());
    awaitSeries("one exporter added, and has its share", exporters, 0);

    kill(otherBridge);
    mosquitto.publish(messages(1), 1);
    awaitSeries("one bridge killed", exporters, 1);

    Files.writeString(
        routes.resolve("doubled.camel.yaml"), "# edited\n", StandardOpenOption.APPEND);
    await()
        .until(
            () -> {
              assertThat(seriesOf(exporters).keySet()).isEqualTo(expected(1).keySet());
              return exporters.stream().allMatch(ScaleIT::hasReloaded);
            });
    awaitSeries("edited", exporters, 1);

    kafka.stop();
    mosquitto.publish(messages(2).subList(0, 50), 1);
    kafka.start();
    Map<String, String> waited = new HashMap<>(expected(1));
    messages(2).subList(0, 50).forEach(m -> waited.put(m.getKey(), expected(2).get(m.getKey())));
    awaitSeries("Kafka stopped and started, and what waited meanwhile", exporters, waited);
    mosquitto.publish(messages(2), 1);
    awaitSeries("new values afterwards", exporters, 2);
  }

  private static boolean hasReloaded(Running exporter) {
    try {
      return exporter.process().err().contains("route files loaded");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
