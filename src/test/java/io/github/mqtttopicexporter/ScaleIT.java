package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Devices;
import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Kafka;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Mosquitto, bridges, a Kafka and exporters, each a process: every topic is in one of them. */
class ScaleIT {

  /** A line of a scrape, but for those of the process itself. */
  private static final Pattern SERIES =
      Pattern.compile("(?m)^((?!mqtt_exporter_|jvm_|process_)\\w+\\{.*}) (\\S+)$");

  private static final int TOPICS = 10_000;
  private static final int MESSAGES_PER_SECOND = 400;
  private static final int SESSION_SECONDS = 6;

  /** Routes beside the shipped one, which takes {@code number/+}: by a scale, of JSON, of words. */
  private static final String ROUTES =
      """
      - route:
          id: scaled
          from:
            uri: paho:scaled/+
            steps:
              - to:
                  uri: prometheus:scaled
                  parameters:
                    scale: 2
                    offset: %s
                    label.topic: ${header.CamelMqttTopic}
      - route:
          id: json
          from:
            uri: paho:json/+
            steps:
              - setBody:
                  jq: .reading
              - to:
                  uri: prometheus:reading
                  parameters:
                    label.topic: ${header.CamelMqttTopic}
      - route:
          id: door
          from:
            uri: paho:door/+
            steps:
              - to:
                  uri: prometheus:door
                  parameters:
                    values: closed=0,ajar=0.5,open=1
                    label.topic: ${header.CamelMqttTopic}
      """;

  /** An exporter or a bridge, and what it is asked by. */
  private record Running(ExporterProcess process, Scraper scraper) {}

  /** A topic of MQTT, of one of four kinds. */
  private record Topic(int number) {

    private int kind() {
      return number % 4;
    }

    String name() {
      return List.of("number", "scaled", "json", "door").get(kind()) + "/" + number;
    }

    String payload(int value) {
      return switch (kind()) {
        case 2 -> "{\"reading\": %d}".formatted(value);
        case 3 -> List.of("closed", "ajar", "open").get(value % 3);
        default -> "" + value;
      };
    }

    String series() {
      String metric = List.of("mqtt_topic", "scaled", "reading", "door").get(kind());
      return "%s{topic=\"%s\"}".formatted(metric, name());
    }

    /** What is shown of a value, once the offset has been edited. */
    String shown(int value) {
      return switch (kind()) {
        case 1 -> 2 * value + ".5";
        case 3 -> List.of("0", "0.5", "1").get(value % 3);
        default -> "" + value;
      };
    }
  }

  private final Path directory;
  private final Path routes;
  private final Mosquitto mosquitto;
  private final Kafka kafka;
  private final List<AutoCloseable> all = new ArrayList<>();
  private final List<Running> exporters = new CopyOnWriteArrayList<>();

  private Set<String> inTwo = Set.of();

  ScaleIT(@TempDir Path directory) throws Exception {
    this.directory = directory;
    routes = ShippedRoutes.copyTo(directory);
    Files.copy(
        Path.of("src/deploy/scale/bridge.camel.yaml"), directory.resolve("bridge.camel.yaml"));
    Files.writeString(
        directory.resolve("application.properties"),
        """
        camel.component.kafka.session-timeout-ms = %d
        camel.component.kafka.heartbeat-interval-ms = 1000
        """
            .formatted(SESSION_SECONDS * 1_000));
    writeRoutes("0");
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

  private List<Running> startBridges(int number) throws IOException {
    List<Running> bridges = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      bridges.add(
          start(
              TestExporter.freePort(),
              "--mqtt.server=mqtt://127.0.0.1:" + mosquitto.port(),
              "--mqtt.topic=#",
              "--routes=bridge.camel.yaml,routes/metrics.camel.yaml,routes/web.camel.yaml,routes/errors.camel.yaml"));
    }
    bridges.forEach(bridge -> bridge.scraper().awaitReady());
    return bridges;
  }

  private void startExporters(int number) throws IOException {
    for (int i = 0; i < number; i++) {
      exporters.add(startExporter(TestExporter.freePort(), "1h"));
    }
    exporters.forEach(exporter -> exporter.scraper().awaitReady());
  }

  private Running startExporter(int port, String retainTime) throws IOException {
    return start(
        port, "--kafka.topic=mqtt", "--mqtt.topic=number/+", "--mqtt.retain-time=" + retainTime);
  }

  private void kill(Running one) throws IOException {
    exporters.remove(one);
    all.remove(one.process());
    one.process().close();
  }

  private void writeRoutes(String offset) throws IOException {
    Files.writeString(routes.resolve("devices.camel.yaml"), ROUTES.formatted(offset));
  }

  /** None where nobody answers. */
  private static Map<String, String> seriesOf(Running exporter) {
    String scrape;
    try {
      scrape = exporter.scraper().get("/metrics");
    } catch (IllegalStateException e) {
      return Map.of();
    }
    return SERIES
        .matcher(scrape)
        .results()
        .collect(Collectors.toMap((MatchResult line) -> line.group(1), line -> line.group(2)));
  }

  /** What a scrape of each exporter finds: no series may be in two of them twice in succession. */
  private Map<String, String> series() {
    Map<String, String> found = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (Running exporter : exporters) {
      seriesOf(exporter)
          .forEach(
              (series, value) -> {
                if (found.put(series, value) != null) {
                  twice.add(series);
                }
              });
    }
    assertThat(twice).noneMatch(inTwo::contains);
    inTwo = twice;
    return found;
  }

  private static <T> Set<T> without(Set<T> some, Set<T> others) {
    Set<T> rest = new HashSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private static Stream<Topic> topics() {
    return IntStream.range(0, TOPICS).mapToObj(Topic::new);
  }

  /** Publishes a new value of each topic, one topic after the other, round and round. */
  private static final class Traffic implements AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final int[] values = new int[TOPICS];
    private final Devices devices;
    private int published;
    private @Nullable Future<?> stream;

    Traffic(Devices devices) {
      this.devices = devices;
    }

    synchronized void publish(int messages) {
      for (int i = 0; i < messages; i++) {
        Topic topic = new Topic(published % TOPICS);
        devices.publish(topic.name(), topic.payload(++values[topic.number()]));
        published++;
      }
    }

    void start() {
      stream =
          clock.scheduleAtFixedRate(
              () -> publish(MESSAGES_PER_SECOND / 10), 0, 100, TimeUnit.MILLISECONDS);
    }

    void awaitMore(int messages) {
      int start = published();
      await().until(() -> published() >= start + messages);
    }

    private synchronized int published() {
      return published;
    }

    /** Each series, with the value that was published last. */
    synchronized Map<String, String> last() {
      return topics()
          .collect(Collectors.toMap(Topic::series, topic -> topic.shown(values[topic.number()])));
    }

    @Override
    public void close() throws MqttException {
      clock.shutdown();
      await().until(clock::isTerminated);
      assertThat(stream).isCancelled(); // and has not failed before
      devices.close();
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  /**
   * Scrapes while something is done, and afterwards until the exporters are as they are to be.
   *
   * @param shown none of these series may be missing meanwhile
   */
  private void step(
      String what, Action action, Set<String> shown, Predicate<Map<String, String>> until)
      throws ExecutionException, InterruptedException {
    FutureTask<Long> done =
        new FutureTask<>(
            () -> {
              action.run();
              return System.nanoTime();
            });
    new Thread(done, what).start();
    await()
        .until(
            () -> {
              boolean isDone = done.isDone();
              Map<String, String> found = series();
              assertThat(without(shown, found.keySet())).as(what).isEmpty();
              return isDone && until.test(found);
            });
    System.out.printf(
        "%s: %d ms%n", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - done.get()));
  }

  @Test
  void everyTopicIsInOneExporterWhateverEnds() throws Exception {
    List<Running> bridges = startBridges(2);
    startExporters(3);
    Set<String> none = Set.of();
    Set<String> every = topics().map(Topic::series).collect(Collectors.toSet());
    Predicate<Map<String, String>> complete = found -> found.keySet().equals(every);
    Traffic traffic = new Traffic(Devices.connectedTo(mosquitto.port()));
    try (traffic) {
      traffic.publish(TOPICS);
      step("three exporters", this::awaitShares, none, complete);
      traffic.start();

      Running third = exporters.get(2);
      Set<String> ofTheOthers = without(every, seriesOf(third).keySet());
      step("one exporter killed", () -> kill(third), ofTheOthers, complete);
      step("one exporter added", () -> startExporters(1), none, complete);
      step("each has its share", this::awaitShares, none, complete);

      step("one bridge killed", () -> kill(bridges.get(1)), every, complete);
      step("the other bridge alone", () -> traffic.awaitMore(500), every, complete);

      Set<String> unedited =
          every.stream().filter(series -> !isScaled(series)).collect(Collectors.toSet());
      Predicate<Map<String, String>> edited =
          found ->
              found.entrySet().stream()
                  .allMatch(
                      series -> !isScaled(series.getKey()) || series.getValue().endsWith(".5"));
      step("a route edited", () -> writeRoutes("0.5"), unedited, complete.and(edited));

      step("Kafka stopped", kafka::stop, every, complete);
      step("Kafka away", () -> traffic.awaitMore(1_000), every, complete);
      step("Kafka started", kafka::start, every, complete);
    }
    await().until(() -> series().equals(traffic.last()));
  }

  private static boolean isScaled(String series) {
    return series.startsWith("scaled");
  }

  /** Waits until no exporter is without series. */
  private void awaitShares() {
    await().until(() -> exporters.stream().noneMatch(exporter -> seriesOf(exporter).isEmpty()));
  }

  @Test
  void aRestartShowsTheLastValuesButNoneThatIsOver() throws Exception {
    startBridges(1);
    mosquitto.publish("number/1", "1", true);
    mosquitto.publish("number/2", "2", true);
    mosquitto.publish("scaled/3", "3", true);
    Map<String, String> left =
        Map.of("mqtt_topic{topic=\"number/1\"}", "1", "scaled{topic=\"scaled/3\"}", "6");
    int port = TestExporter.freePort();
    Running exporter = startExporter(port, "1m");
    await().until(() -> seriesOf(exporter).size() == 3);
    mosquitto.publish("number/2", "", true);
    await().until(() -> seriesOf(exporter).equals(left));

    kill(exporter);
    Running again = startExporter(port, "1m");
    await().until(() -> seriesOf(again).equals(left));

    kill(again);
    Running brief = startExporter(port, "1ms");
    brief.scraper().awaitReady();
    mosquitto.publish("scaled/5", "5", false);
    brief.scraper().awaitLine("mqtt_exporter_messages_received_total{route=\"scaled\"} 2.0");
    assertThat(seriesOf(brief)).isEmpty();
  }

  @Test
  void aDeviceIsClosedWhereverItIsIfItsTopicsAreInOnePartition() throws Exception {
    Files.writeString(
        directory.resolve("application.properties"), "bridge.partitions = 8\n", APPEND);
    Files.copy(Path.of("routes/examples/tasmota.camel.yaml"), routes.resolve("tasmota.camel.yaml"));
    startBridges(1);
    startExporters(3);
    Map<String, String> online = new HashMap<>();
    Map<String, String> half = new HashMap<>();
    try (Devices devices = Devices.connectedTo(mosquitto.port())) {
      for (int i = 0; i < 40; i++) {
        devices.publish("tele/plug%d/LWT".formatted(i), "Online");
        devices.publish(
            "tele/plug%d/SENSOR".formatted(i), "{\"ENERGY\":{\"Power\":%d}}".formatted(i));
        String up = "tasmota_up{device=\"plug%d\"}".formatted(i);
        String power = "tasmota_power_watts{device=\"plug%d\",sensor=\"ENERGY\"}".formatted(i);
        online.put(up, "1");
        online.put(power, "" + i);
        half.put(up, "" + i % 2);
        if (i % 2 == 1) {
          half.put(power, "" + i);
        }
      }
      awaitShares();
      await().until(() -> series().equals(online));
      for (int i = 0; i < 40; i += 2) {
        devices.publish("tele/plug%d/LWT".formatted(i), "Offline");
      }
      await().until(() -> series().equals(half));

      kill(exporters.get(2));
      await().until(() -> series().equals(half));
    }
  }
}
