import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;

/** Measures bridges and exporters over a Kafka; {@code src/bench/run} says how to read it. */
final class KafkaBench {

  private static final int PARTITIONS = 8;
  private static final int TOPICS = 10_000;

  /** All but the last are to warm up. */
  private static final int ROUNDS = 4;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern SERIES =
      Pattern.compile("(?m)^mqtt_topic\\{topic=\"bench/(\\d+)/temp\"} (.*)$");
  private static final Pattern RECEIVED =
      Pattern.compile("(?m)^mqtt_exporter_messages_received_total\\{route=\"mqtt-topic-1\"} (.*)$");

  private static final Path KAFKA = Path.of("src/test/resources/kafka.properties");

  private final boolean quick;
  private final Processes processes = new Processes();
  private final Path directory = processes.directory;
  private final Admin admin;
  private final KafkaProducer<String, String> producer;
  private volatile Exception failure;

  private KafkaBench(boolean quick) throws Exception {
    this.quick = quick;
    String brokers = "127.0.0.1:" + startKafka();
    configure("kafka.brokers = " + brokers);
    admin = Admin.create(Map.of("bootstrap.servers", brokers));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "linger.ms", 20, "batch.size", 1 << 17),
            new StringSerializer(),
            new StringSerializer());
  }

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    boolean quick = List.of(args).equals(List.of("--quick"));
    if (args.length > 0 && !quick) {
      System.err.printf("expected --quick or nothing, found %s%n", List.of(args));
      System.exit(2);
    }
    print("ours     %s, %s", Processes.output("git describe --always --dirty"), Runtime.version());
    print("         java %s", Processes.FLAGS);
    print("machine  %s, %s cores", Processes.output("uname -sr"), Processes.output("nproc"));
    KafkaBench bench = new KafkaBench(quick);
    bench.bridges();
    bench.exporters();
    bench.handOvers();
    print("load average %s", Processes.load());
    System.exit(0);
  }

  // The measurements

  private void bridges() throws Exception {
    heading("bridge: one filter, QoS 1", "messages/s", "CPU s/million", "MB of RSS");
    bridge("Mosquitto's defaults", "", 200);
    bridge(
        "max_inflight_messages 1000", "max_inflight_messages 1000\nmax_queued_messages 0\n", 5_000);
  }

  /**
   * Publishes no faster than all is taken.
   *
   * @param waiting so many messages may be on their way: Mosquitto drops more than 1,000 by default
   */
  private void bridge(String name, String options, int waiting) throws Exception {
    String topic = createTopic("bridge-" + waiting);
    configure("bridge.kafka-topic = " + topic);
    int messages = quick ? 30_000 : 100_000;
    int brokerPort = startMosquitto(options);
    Exporter bridge =
        new Exporter(
            "--mqtt.server=mqtt://127.0.0.1:" + brokerPort,
            "--mqtt.topic=#",
            "--routes='TARGET/../src/deploy/scale/bridge.camel.yaml'",
            "--routes='TARGET/routes/metrics.camel.yaml'",
            "--routes='TARGET/routes/web.camel.yaml'");
    bridge.awaitReady();
    try (Publisher publisher = new Publisher(brokerPort)) {
      for (int round = 1; round <= ROUNDS; round++) {
        Figures figures = new Figures(List.of(bridge));
        for (int sent = 100; sent <= messages; sent += 100) {
          publisher.publish(sent, 100);
          long least = (round - 1) * messages + sent - waiting;
          await("records in Kafka", 0, () -> records(topic) >= least);
        }
        long all = round * messages;
        await("all records in Kafka", 0, () -> records(topic) >= all);
        if (round == ROUNDS) {
          figures.print(name, messages);
        }
      }
    }
    Thread.sleep(500);
    if (records(topic) != ROUNDS * messages) {
      throw new IOException("expected no record twice, found " + records(topic));
    }
    endExporters();
  }

  private void exporters() throws Exception {
    heading("exporters: one route, numbers", "messages/s", "CPU s/million", "MB of RSS");
    exporters("one", 1);
    exporters("three", 3);
  }

  /** They read what came while they were stopped, and so as fast as they can. */
  private void exporters(String name, int count) throws Exception {
    String topic = createTopic(name);
    int messages = count * (quick ? 100_000 : 600_000);
    List<Exporter> exporters = startExporters(count, topic);
    produce(topic, TOPICS, TOPICS);
    awaitEachOnce(exporters, TOPICS, TOPICS);
    for (int round = 1; round <= ROUNDS; round++) {
      double before = total(exporters, Exporter::received);
      for (Exporter exporter : exporters) {
        exporter.signal("STOP");
      }
      produce(topic, TOPICS, messages);
      Figures figures = new Figures(exporters);
      for (Exporter exporter : exporters) {
        exporter.signal("CONT");
      }
      await("all", 100, () -> total(exporters, Exporter::received) - before == messages);
      if (round == ROUNDS) {
        figures.print(name, messages);
      }
    }
    awaitEachOnce(exporters, TOPICS, messages);
    endExporters();
  }

  private void handOvers() throws Exception {
    heading(
        "three exporters: s until each topic is in one",
        "one killed",
        "one added",
        "after its start");
    configure(
        "camel.component.kafka.session-timeout-ms = 6000",
        "camel.component.kafka.heartbeat-interval-ms = 1000");
    for (int topics : quick ? new int[] {10_000} : new int[] {10_000, 100_000}) {
      handOver(topics);
    }
  }

  private void handOver(int topics) throws Exception {
    String topic = createTopic("topics-" + topics);
    produce(topic, topics, topics);
    List<Exporter> exporters = startExporters(3, topic);
    awaitEachOnce(exporters, topics, topics);
    long begin = System.nanoTime();
    exporters.remove(2).process.destroyForcibly();
    awaitEachOnce(exporters, topics, topics);
    double killed = seconds(begin);
    begin = System.nanoTime();
    exporters.addAll(startExporters(1, topic));
    double started = seconds(begin);
    awaitEachOnce(exporters, topics, topics);
    print(
        "  %-44s %16.1f %16.1f %16.1f",
        String.format("%,d topics", topics), killed, seconds(begin), seconds(begin) - started);
    endExporters();
  }

  // What is printed

  private static void print(String format, Object... arguments) {
    System.out.printf(format + "%n", arguments);
  }

  private static void heading(String... columns) throws IOException {
    print(
        "load average %s%n%n%-46s %16s %16s %16s",
        Processes.load(), columns[0], columns[1], columns[2], columns[3]);
  }

  /** What some processes do from now on. */
  private static final class Figures {

    private final List<Exporter> exporters;
    private final double cpu;
    private final long begin = System.nanoTime();

    Figures(List<Exporter> exporters) throws Exception {
      this.exporters = exporters;
      cpu = total(exporters, Exporter::cpuSeconds);
    }

    void print(String name, int messages) throws Exception {
      double rate = messages / seconds(begin);
      double perMillion = (total(exporters, Exporter::cpuSeconds) - cpu) / messages * 1e6;
      double megabytes = total(exporters, Exporter::residentBytes) / 1e6 / exporters.size();
      KafkaBench.print("  %-44s %,16.0f %16.1f %16.0f", name, rate, perMillion, megabytes);
    }
  }

  private interface Figure {
    double of(Exporter exporter) throws Exception;
  }

  private static double total(List<Exporter> exporters, Figure figure) throws Exception {
    double total = 0;
    for (Exporter exporter : exporters) {
      total += figure.of(exporter);
    }
    return total;
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  // What is sent

  private static String topic(int message, int topics) {
    return "bench/" + String.valueOf(1_000_000 + message % topics).substring(1) + "/temp";
  }

  /**
   * Sends messages to the topics in turn, as a bridge does; the value is the number of the message.
   */
  private void produce(String topic, int topics, int messages) throws Exception {
    List<Header> headers =
        List.of(new RecordHeader("retained", "false".getBytes(StandardCharsets.US_ASCII)));
    for (int i = 0; i < messages; i++) {
      producer.send(
          new ProducerRecord<>(topic, null, topic(i, topics), "" + i, headers), this::sent);
    }
    producer.flush();
    if (failure != null) {
      throw failure;
    }
  }

  private void sent(RecordMetadata record, Exception error) {
    failure = error != null ? error : failure;
  }

  /** Publishes by QoS 1. */
  private static final class Publisher implements AutoCloseable {

    private static final byte[] CONNECT = {
      0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'
    };

    private final Socket socket;

    Publisher(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(CONNECT);
      Thread acknowledgements = new Thread(this::read);
      acknowledgements.setDaemon(true);
      acknowledgements.start();
    }

    private void read() {
      try {
        socket.getInputStream().skip(Long.MAX_VALUE);
      } catch (IOException e) {
        // closed
      }
    }

    void publish(int from, int count) throws IOException {
      ByteArrayOutputStream packets = new ByteArrayOutputStream();
      for (int i = from; i < from + count; i++) {
        String topic = topic(i, TOPICS);
        String value = "" + i;
        packets.write(0x32);
        packets.write(4 + topic.length() + value.length());
        packets.write(0);
        packets.write(topic.length());
        packets.writeBytes(topic.getBytes(StandardCharsets.US_ASCII));
        packets.write(1 + (i >> 8) % 255); // an identifier, which is never 0
        packets.write(i);
        packets.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
      }
      packets.writeTo(socket.getOutputStream());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  // What runs

  /** Waits two minutes at most; an exception of a connection is a no. */
  private static void await(String expected, int pauseMillis, Callable<Boolean> condition)
      throws Exception {
    for (long begin = System.nanoTime(); seconds(begin) < 120; Thread.sleep(pauseMillis)) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
    }
    throw new IOException("expected " + expected + " within two minutes");
  }

  private void endExporters() {
    processes.endAllBut(1); // that is Kafka
  }

  /** Returns its port. */
  private int startKafka() throws Exception {
    int port = Processes.freePort();
    Files.writeString(
        directory.resolve("kafka.properties"),
        Files.readString(KAFKA).formatted(port, Processes.freePort()));
    String java = "java -Xmx512m -XX:+UseSerialGC -cp \"$(cat TARGET/kafka.classpath)\"";
    processes.run(
        directory,
        "kafka.log",
        """
        %1$s kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c kafka.properties
        exec %1$s kafka.Kafka kafka.properties
        """
            .formatted(java));
    await("a Kafka", 10, () -> Processes.connects(port));
    return port;
  }

  /** Returns its name. */
  private String createTopic(String topic) throws Exception {
    NewTopic compacted = new NewTopic(topic, PARTITIONS, (short) 1);
    compacted.configs(Map.of("cleanup.policy", "compact"));
    admin.createTopics(List.of(compacted)).all().get();
    await("leaders of the partitions", 100, () -> records(topic) == 0);
    return topic;
  }

  /** Returns how many records a topic has; compaction takes none from this number. */
  private long records(String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(Collectors.toMap(i -> new TopicPartition(topic, i), i -> OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  private int startMosquitto(String options) throws Exception {
    int port = Processes.freePort();
    Files.writeString(
        directory.resolve("mosquitto.conf"),
        "listener %d 127.0.0.1\nallow_anonymous true\n%s".formatted(port, options));
    processes.run(directory, "mosquitto.log", "exec mosquitto -c mosquitto.conf");
    await("a broker", 10, () -> Processes.connects(port));
    return port;
  }

  /** Adds to the settings of those that start from now on. */
  private void configure(String... settings) throws IOException {
    Files.write(directory.resolve("application.properties"), List.of(settings), CREATE, APPEND);
  }

  /** Returns when they are ready. */
  private List<Exporter> startExporters(int count, String topic) throws Exception {
    List<Exporter> exporters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      exporters.add(
          new Exporter(
              "--kafka.topic=" + topic,
              "--mqtt.client-id=" + topic, // and so the group
              "--mqtt.topic=bench/#",
              "--mqtt.retain-time=1h",
              "--routes='TARGET/routes/*.camel.yaml'"));
    }
    for (Exporter exporter : exporters) {
      exporter.awaitReady();
    }
    return exporters;
  }

  /**
   * Waits until each of the exporters has topics, and each topic is in one of them with its last
   * value.
   */
  private static void awaitEachOnce(List<Exporter> exporters, int topics, int messages)
      throws Exception {
    await(
        "each topic once",
        100,
        () -> {
          Map<Integer, Double> values = new HashMap<>();
          int all = 0;
          for (Exporter exporter : exporters) {
            int series = exporter.addSeries(values);
            if (series == 0) {
              return false;
            }
            all += series;
          }
          return all == topics
              && values.size() == topics
              && values.entrySet().stream()
                  .allMatch(value -> value.getValue() == messages - topics + value.getKey());
        });
  }

  /** An exporter or a bridge. */
  private final class Exporter {

    private final int port = Processes.freePort();
    private final Process process;

    Exporter(String... flags) throws IOException {
      process =
          processes.run(
              directory,
              port + ".log",
              "exec java %s -cp \"TARGET/mqtt-topic-exporter.jar:$(cat TARGET/ext.classpath)\" %s %s %s"
                  .formatted(
                      Processes.FLAGS,
                      "io.github.mqtttopicexporter.Exporter",
                      "--web.listen-address=127.0.0.1:" + port,
                      String.join(" ", flags)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(directory.resolve(port + ".log")));
      }
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }

    void awaitReady() throws Exception {
      await("a subscription", 10, () -> get("/-/ready").statusCode() == 200);
    }

    /** Returns how many there are. */
    int addSeries(Map<Integer, Double> values) throws Exception {
      Matcher series = SERIES.matcher(get("/metrics").body());
      int count = 0;
      for (; series.find(); count++) {
        values.put(Integer.valueOf(series.group(1)), Double.valueOf(series.group(2)));
      }
      return count;
    }

    double received() throws Exception {
      Matcher received = RECEIVED.matcher(get("/metrics").body());
      return received.find() ? Double.parseDouble(received.group(1)) : 0;
    }

    void signal(String name) throws IOException {
      Processes.output("kill -%s %d".formatted(name, process.pid()));
    }

    double cpuSeconds() throws IOException {
      return Processes.cpuSeconds(process);
    }

    double residentBytes() throws IOException {
      return Processes.residentBytes(process);
    }
  }
}
