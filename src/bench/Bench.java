import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Measures this exporter beside mqtt2prometheus; {@code src/bench/run} says how to read it. */
final class Bench {

  private static final List<String> MEASUREMENTS =
      List.of("start", "scrape", "memory", "ingest", "visible", "reload", "stalled");

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ROUTE =
      """
      - route:
          from:
            uri: paho:bench/sensor/+/temp
            steps:
              - convertBodyTo: {type: double}
              - to:
                  uri: prometheus:temp
                  parameters:
                    help: Bench
                    level.sensor: "2"
                    label.topic: ${header.CamelMqttTopic}
                    retainTime: 24h
      """;

  private static final String PEER =
      """
      mqtt:
        server: tcp://127.0.0.1:BROKER
        topic_path: bench/sensor/+/temp
        device_id_regex: "bench/sensor/(?P<deviceid>[^/]*)/temp"
        metric_per_topic_config: {metric_name_regex: ".*/(?P<metricname>.*)"}
      cache: {timeout: 24h}
      metrics:
        - {prom_name: temp, mqtt_name: temp, type: gauge, help: Bench, omit_timestamp: true}
      """;

  private static final String THEIRS =
      "prometheus-mqtt-exporter -config=peer.yaml -listen-address=127.0.0.1 -listen-port=WEB";

  private static final String BROKER =
      """
      listener BROKER 127.0.0.1
      allow_anonymous true
      log_type notice
      log_type subscribe
      """;

  private final boolean quick;
  private final int[] sizes;
  private final Processes processes = new Processes();
  private final List<Exporter> both = new ArrayList<>();

  private Bench(boolean quick) throws IOException {
    this.quick = quick;
    sizes = quick ? new int[] {1_000, 10_000} : new int[] {1_000, 10_000, 100_000};
  }

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> names = new ArrayList<>(List.of(args));
    boolean quick = names.remove("--quick");
    if (!MEASUREMENTS.containsAll(names)) {
      System.err.printf("expected --quick or some of %s, found %s%n", MEASUREMENTS, names);
      System.exit(2);
    }
    Bench bench = new Bench(quick);
    bench.describe();
    for (String name : names.isEmpty() ? MEASUREMENTS : names) {
      long begin = System.nanoTime();
      switch (name) {
        case "start" -> bench.start();
        case "scrape" -> bench.scrape();
        case "memory" -> bench.memory();
        case "ingest" -> bench.ingest();
        case "visible" -> bench.visible();
        case "reload" -> bench.reload();
        default -> bench.stalled();
      }
      bench.endExporters();
      print("  took %.0f s, load average %s%n", millis(begin) / 1000, Processes.load());
    }
  }

  private void describe() throws IOException {
    print("ours     %s, %s", Processes.output("git describe --always --dirty"), Runtime.version());
    print("         java %s -jar", Processes.FLAGS);
    print("theirs   %s", Processes.output("dpkg-query -W prometheus-mqtt-exporter mosquitto"));
    print(
        "machine  %s, %s cores, load average %s",
        Processes.output("uname -sr"), Processes.output("nproc"), Processes.load());
    print("%n%-36s %16s %16s %8s", "", "ours", "theirs", "ratio");
  }

  // The measurements

  private void start() throws Exception {
    int starts = quick ? 3 : 5;
    Path directory = processes.directory;
    String launcher = "env CACHE_DIRECTORY='" + directory + "' 'TARGET/mqtt-topic-exporter'";
    processes.run(directory, "archive.log", "exec " + launcher + " --archive-classes").waitFor();
    List<String> names = List.of("java -jar", "java with the flags", "the launcher");
    List<String> commands =
        List.of(ours(""), ours(Processes.FLAGS), launcher + OUR_SETTINGS, THEIRS);
    double[][] times = new double[commands.size()][starts];
    double[][] megabytes = new double[commands.size()][starts];
    for (int i = 0; i < starts; i++) {
      for (int which = 0; which < commands.size(); which++) {
        Exporter exporter = new Exporter(commands.get(which));
        times[which][i] = exporter.awaitFirstScrape();
        Thread.sleep(3_000);
        megabytes[which][i] = Processes.residentBytes(exporter.process) / 1e6;
        endExporters();
      }
    }
    rows("start: ms from the process to the first 200, median (p95) of " + starts, names, times);
    rows("idle: MB of RSS 3 s later", names, megabytes);
    print("the launcher / java -jar");
    row("ms", times[2], times[0]);
    row("MB", megabytes[2], megabytes[0]);
  }

  private static void rows(String title, List<String> names, double[][] all) {
    print(title);
    for (int i = 0; i < names.size(); i++) {
      row(names.get(i), all[i], all[names.size()]);
    }
  }

  private void scrape() throws Exception {
    int warm = quick ? 10 : 20;
    int runs = 20;
    print("scrape: ms, the first, and median (p95) of %d after %d warm ones", runs, warm);
    for (int size : sizes) {
      startBoth();
      each(1, exporter -> exporter.publish(size, size));
      for (boolean gzip : new boolean[] {false, true}) {
        String name = String.format("%,d series, %s", size, gzip ? "gzip" : "plain");
        row(name + ", first", each(1, exporter -> exporter.firstScrape(gzip)));
        each(warm, exporter -> exporter.client.time(gzip));
        row(name, each(runs, exporter -> exporter.client.time(gzip)));
        row("  bytes", each(1, exporter -> exporter.client.bodyBytes));
      }
      each(1, exporter -> exporter.expect(size));
      endExporters();
    }
  }

  /**
   * What series add to the resident memory of a warm process: it has taken 100,000 messages for its
   * first 100 series and was scraped, so its code is compiled and its young generation touched. It
   * then takes the series of each size, and is scraped as often again.
   */
  private void memory() throws Exception {
    int runs = quick ? 1 : 3;
    int few = 100;
    print("memory: bytes of RSS growth per series of a warm process, median (p95) of %d", runs);
    double[][][] growth = new double[sizes.length][2][runs];
    for (int run = 0; run < runs; run++) {
      startBoth();
      each(1, exporter -> exporter.publish(few, 100_000));
      row("MB of a warm process", each(1, Exporter::warmMegabytes));
      for (int i = 0; i < sizes.length; i++) {
        int size = sizes[i];
        each(1, exporter -> exporter.publish(size, size));
        each(1, exporter -> exporter.expect(size));
        double[][] both = each(1, exporter -> exporter.growthBytes() / (size - few));
        growth[i][0][run] = both[0][0];
        growth[i][1][run] = both[1][0];
      }
      endExporters();
    }
    for (int i = 0; i < sizes.length; i++) {
      row(String.format("%,d series", sizes[i]), growth[i]);
    }
  }

  private void ingest() throws Exception {
    int rounds = quick ? 2 : 3;
    int messages = quick ? 100_000 : 300_000;
    print("ingest: CPU seconds per million messages, %d times %,d, QoS 0", rounds, messages);
    startBoth();
    double[][] all = new double[2][rounds];
    for (int i = 0; i < rounds; i++) {
      double[][] both = each(1, exporter -> exporter.ingest(messages));
      row(i == 0 ? "cold" : "warm", both);
      all[0][i] = both[0][0];
      all[1][i] = both[1][0];
    }
    row("median (p95)", all);
  }

  /** Scrapes without a pause from the moment of publishing. */
  private void visible() throws Exception {
    int warm = quick ? 100 : 300;
    int runs = quick ? 20 : 100;
    print("visible: ms from publishing to the end of the first scrape that shows it, median (p95)");
    startBoth();
    each(1, exporter -> exporter.firstScrape(false));
    each(warm, exporter -> exporter.client.time(false));
    row("one scrape", each(runs, exporter -> exporter.client.time(false)));
    row("visible", each(runs, Exporter::visible));
  }

  /** Ours alone: clients that ask for everything and read nothing, and then one that reads. */
  /** One file of 15 is edited: a timer of it makes a metric of another name. */
  private void reload() throws Exception {
    int edits = quick ? 10 : 30;
    print("reload: ms from saving one file of 15 to its effect in a scrape");
    for (String watcher : List.of("true", "false")) {
      String flags =
          " --routes='more/*.camel.yaml' --web.enable-lifecycle --routes.reload=" + watcher;
      Exporter ours =
          new Exporter(
              ours(Processes.FLAGS) + flags,
              exporter -> {
                for (int i = 0; i < 10; i++) {
                  exporter.write("more/" + i + ".camel.yaml", ticks(i, 0));
                }
              });
      ours.awaitSubscribed();
      double[] times = new double[edits];
      for (int i = 0; i < edits; i++) {
        long begin = System.nanoTime();
        ours.write("more/0.camel.yaml", ticks(0, i + 1));
        if (watcher.equals("false")) {
          ours.reload();
        }
        String metric = "\ntick_0_" + (i + 1) + " ";
        ours.await("the edit", () -> ours.metrics().contains(metric));
        times[i] = millis(begin);
      }
      String how = watcher.equals("true") ? "by the watcher" : "by POST /-/reload";
      print("  %-34s %16s", how, summary(times));
    }
  }

  private static String ticks(int file, int edit) {
    return """
    - route:
        id: ticks-%1$d
        from:
          uri: timer:%1$d
          parameters: {period: 10, delay: 0}
          steps:
            - setBody: {constant: "1"}
            - to: prometheus:tick_%1$d_%2$d
    """
        .formatted(file, edit);
  }

  private void stalled() throws Exception {
    int readers = 240;
    int size = 100_000;
    print("stalled: ms of a scrape beside %d stalled readers of %,d series", readers, size);
    Exporter ours = new Exporter(ours(Processes.FLAGS)).awaitSubscribed();
    ours.publish(size, size);
    ours.expect(size);
    double[] times = new double[10];
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < readers; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ours.port));
        socket.getOutputStream().write(Client.request(false));
        stalled.add(socket);
      }
      for (int i = 0; i < times.length; i++) {
        times[i] = ours.firstScrape(false);
      }
      print("  %-34s %16s", "first", summary(times[0]));
      print("  %-34s %16s", "median (p95) of " + times.length, summary(times));
    } catch (IOException e) {
      print("  no answer beside %d stalled readers: %s", stalled.size(), e);
    }
    String state = ours.process.waitFor(5, TimeUnit.SECONDS) ? "has ended" : "lives";
    print("  it %s%s", state, ours.log("log").contains("OutOfMemory") ? ", out of memory" : "");
  }

  // What is printed

  private static void print(String format, Object... arguments) {
    System.out.printf(format + "%n", arguments);
  }

  private static void row(String name, double[][] both) {
    row(name, both[0], both[1]);
  }

  private static void row(String name, double[] ours, double[] theirs) {
    double ratio = percentile(ours, 50) / percentile(theirs, 50);
    print("  %-34s %16s %16s %8.2f", name, summary(ours), summary(theirs), ratio);
  }

  private static String summary(double... values) {
    String median = number(percentile(values, 50));
    return values.length == 1 ? median : median + " (" + number(percentile(values, 95)) + ")";
  }

  private static String number(double value) {
    return String.format(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  private static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
  }

  private static double millis(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  // What is published

  private static String topic(int topic) {
    return "bench/sensor/" + String.valueOf(100_000 + topic).substring(1) + "/temp";
  }

  /** A temperature such as 21.5: another one in each round, and never a whole number. */
  private static String value(int topic, int round) {
    int value = (topic + round) % 800;
    return 10 + value / 9 + "." + (1 + value % 9);
  }

  /** The series of a topic, as both exporters write it. */
  private static String line(int topic, int round) {
    return "temp{sensor=\"%s\",topic=\"%s\"} %s"
        .formatted(topic(topic).split("/")[2], topic(topic), value(topic, round));
  }

  // What runs

  private static final String OUR_SETTINGS =
      " --mqtt.server=mqtt://127.0.0.1:BROKER --web.listen-address=127.0.0.1:WEB"
          + " --routes='TARGET/routes/*.camel.yaml' --routes=bench.camel.yaml";

  private static String ours(String flags) {
    return "java " + flags + " -jar 'TARGET/mqtt-topic-exporter.jar'" + OUR_SETTINGS;
  }

  private void startBoth() throws Exception {
    both.add(new Exporter(ours(Processes.FLAGS)).awaitSubscribed());
    both.add(new Exporter(THEIRS).awaitSubscribed());
  }

  private interface Figure {
    double of(Exporter exporter) throws Exception;
  }

  /** Takes a figure of both exporters in turn, so that whatever else the machine does hits both. */
  private double[][] each(int times, Figure figure) throws Exception {
    double[][] figures = new double[2][times];
    for (int i = 0; i < times; i++) {
      figures[0][i] = figure.of(both.get(0));
      figures[1][i] = figure.of(both.get(1));
    }
    return figures;
  }

  private void endExporters() {
    processes.endAllBut(0);
    both.clear();
  }

  /** An exporter, and a broker and a publisher of its own. */
  private final class Exporter {

    private static final byte[] CONNECT = {
      0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'
    };

    private final int port = Processes.freePort();
    private final int brokerPort = Processes.freePort();
    private final Path files = Files.createDirectory(processes.directory.resolve("" + brokerPort));
    private final Socket publisher;
    private final Process process;
    private final long begin;
    private Client client;
    private int round;
    private double warm;

    private interface Preparation {
      void of(Exporter exporter) throws IOException;
    }

    Exporter(String command) throws Exception {
      this(command, exporter -> {});
    }

    Exporter(String command, Preparation preparation) throws Exception {
      Files.createDirectory(files.resolve("more"));
      preparation.of(this);
      write("bench.camel.yaml", ROUTE);
      write("peer.yaml", PEER);
      write("mosquitto.conf", BROKER);
      processes.run(files, "mosquitto.log", "exec mosquitto -c mosquitto.conf");
      await("a broker", () -> Processes.connects(brokerPort));
      publisher = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
      publisher.setTcpNoDelay(true);
      publisher.getOutputStream().write(CONNECT);
      publisher.getInputStream().readNBytes(4);
      begin = System.nanoTime();
      process = processes.run(files, "log", "exec " + replaced(command));
    }

    private void write(String file, String text) throws IOException {
      Files.writeString(files.resolve(file), replaced(text));
    }

    private String replaced(String text) {
      return text.replace("BROKER", "" + brokerPort).replace("WEB", "" + port);
    }

    String log(String file) throws IOException {
      return Files.readString(files.resolve(file));
    }

    /** Waits a minute at most; an exception is a no. */
    private void await(String expected, Callable<Boolean> condition) throws Exception {
      for (long begin = System.nanoTime(); millis(begin) < 60_000; Thread.sleep(1)) {
        try {
          if (condition.call()) {
            return;
          }
        } catch (IOException e) {
          // not yet
        }
      }
      throw new IOException("expected " + expected + ", found " + log("log"));
    }

    /** Waits without a scrape, since the first one is measured. */
    Exporter awaitSubscribed() throws Exception {
      await("a subscription", () -> log("mosquitto.log").contains("bench/sensor/+/temp"));
      await("a listener", () -> Processes.connects(port));
      return this;
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }

    String metrics() throws Exception {
      return send("GET", "/metrics").body();
    }

    void reload() throws Exception {
      HttpResponse<String> answer = send("POST", "/-/reload");
      if (answer.statusCode() != 200) {
        throw new IOException("expected 200, found " + answer.body());
      }
    }

    /** Returns the milliseconds since the start of the process. */
    double awaitFirstScrape() throws Exception {
      await("an answer", () -> new Client(port).time(false) > 0);
      return millis(begin);
    }

    /** Publishes to the topics in turn, no faster than all is taken, and waits for it to rest. */
    double publish(int topics, int messages) throws Exception {
      for (int from = 0; from < messages; from += 500) {
        send(topics, from, Math.min(messages, from + 500));
        awaitQueued(16_000); // the broker drops what is more than 1,000 messages
      }
      round += messages / topics;
      awaitQueued(0);
      double before = 0;
      for (double now = Processes.cpuSeconds(process);
          now - before > 0.015;
          now = Processes.cpuSeconds(process)) {
        before = now;
        Thread.sleep(200);
      }
      if (log("mosquitto.log").contains("dropped")) {
        throw new IOException("expected all messages, found that the broker dropped some");
      }
      return messages;
    }

    private void send(int topics, int from, int to) throws IOException {
      ByteArrayOutputStream packets = new ByteArrayOutputStream();
      for (int i = from; i < to; i++) {
        String topic = topic(i % topics);
        String value = value(i % topics, round + i / topics);
        packets.write(0x30);
        packets.write(2 + topic.length() + value.length());
        packets.write(0);
        packets.write(topic.length());
        packets.writeBytes((topic + value).getBytes(StandardCharsets.US_ASCII));
      }
      packets.writeTo(publisher.getOutputStream());
    }

    /** Waits until the kernel holds no more for the connections of the broker. */
    private void awaitQueued(long most) throws Exception {
      String end = String.format(":%04X", brokerPort);
      for (long bytes = most + 1; bytes > most; ) {
        Thread.sleep(1);
        bytes = 0;
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
          for (String line : Files.readAllLines(Path.of(file))) {
            String[] fields = line.trim().split("\\s+");
            if (fields[1].endsWith(end) || fields[2].endsWith(end)) {
              String[] queues = fields[4].split(":");
              bytes += Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16);
            }
          }
        }
      }
    }

    /** Checks that it shows the last value of each of these topics, and no others. */
    double expect(int topics) throws Exception {
      Set<String> expected =
          IntStream.range(0, topics).mapToObj(i -> line(i, round - 1)).collect(Collectors.toSet());
      Stream<String> lines = new Client(port).text().lines();
      Set<String> found =
          lines.filter(line -> line.startsWith("temp{")).collect(Collectors.toSet());
      if (!found.equals(expected)) {
        found.removeAll(expected);
        throw new IOException("expected the last values, found others: " + found);
      }
      return topics;
    }

    /** Scrapes over a new connection, and returns the milliseconds without those of connecting. */
    double firstScrape(boolean gzip) throws IOException {
      client = new Client(port);
      return client.time(gzip);
    }

    /** Returns the milliseconds from publishing a value to the end of the scrape that shows it. */
    double visible() throws Exception {
      Thread.sleep(50); // the last message is acknowledged, so that Nagle does not hold this one
      String line = line(0, round);
      long begin = System.nanoTime();
      send(1, 0, 1);
      round++;
      while (!client.text().contains(line)) {
        if (millis(begin) > 10_000) {
          throw new IOException("expected " + line + " within 10 s");
        }
      }
      return millis(begin);
    }

    /** Returns the CPU seconds, user and system, per million messages. */
    double ingest(int messages) throws Exception {
      int topics = 1_000;
      double before = Processes.cpuSeconds(process);
      publish(topics, messages);
      double seconds = Processes.cpuSeconds(process) - before;
      expect(topics);
      return seconds / messages * 1e6;
    }

    double warmMegabytes() throws IOException {
      warm = 0;
      warm = growthBytes();
      return warm / 1e6;
    }

    double growthBytes() throws IOException {
      firstScrape(false);
      for (int i = 0; i < 5; i++) {
        client.time(i % 2 == 0);
      }
      return Processes.residentBytes(process) - warm;
    }
  }

  /** An HTTP/1.1 connection that reads a body to its end, and does not look at it. */
  private static final class Client {

    private final Socket socket;
    private final BufferedInputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private long bodyBytes;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      in = new BufferedInputStream(socket.getInputStream(), buffer.length);
    }

    static byte[] request(boolean gzip) {
      String encoding = gzip ? "gzip" : "identity";
      return "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: %s\r\n\r\n"
          .formatted(encoding)
          .getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the milliseconds of a scrape. */
    double time(boolean gzip) throws IOException {
      long begin = System.nanoTime();
      scrape(gzip, OutputStream.nullOutputStream());
      return millis(begin);
    }

    String text() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      scrape(false, body);
      return body.toString(StandardCharsets.UTF_8);
    }

    private void scrape(boolean gzip, OutputStream body) throws IOException {
      socket.getOutputStream().write(request(gzip));
      String head = "";
      for (String line = line(); !line.isEmpty(); line = line()) {
        head += line.toLowerCase(Locale.ROOT) + "\n";
      }
      if (!head.startsWith("http/1.1 200") || gzip != head.contains("gzip")) {
        throw new IOException("unexpected answer: " + head);
      }
      bodyBytes = 0;
      boolean chunked = head.contains("chunked");
      String length = head.replaceAll("(?s).*content-length: (\\d+).*", "$1");
      int size;
      do {
        size = chunked ? Integer.parseInt(line(), 16) : Integer.parseInt(length);
        read(size, body);
      } while (chunked && line().isEmpty() && size > 0);
    }

    private void read(int size, OutputStream body) throws IOException {
      bodyBytes += size;
      for (int rest = size; rest > 0; ) {
        int some = in.read(buffer, 0, Math.min(rest, buffer.length));
        if (some < 0) {
          throw new EOFException("the exporter closed the connection");
        }
        body.write(buffer, 0, some);
        rest -= some;
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the exporter closed the connection");
        }
        line.append((char) c);
      }
      return line.toString().trim();
    }
  }
}
