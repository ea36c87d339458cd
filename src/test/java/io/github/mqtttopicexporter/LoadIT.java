package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Exposition;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.RawPublisher;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar with the heap of its image, and Mosquitto, under more than a house publishes. */
class LoadIT {

  private static final Map<String, String> HEAP =
      Map.of("JDK_JAVA_OPTIONS", "-Xmx128m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError");

  private final int port = TestExporter.freePort();
  private final Scraper scraper = new Scraper("http://127.0.0.1:" + port);
  private final Path directory;
  private final Mosquitto broker;

  LoadIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    broker = Mosquitto.forEverybody(directory);
    ShippedRoutes.copyTo(directory);
  }

  @BeforeEach
  void startBroker() throws IOException {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    broker.start();
  }

  @AfterEach
  void stopBroker() throws InterruptedException {
    broker.close();
  }

  private ExporterProcess start(String... flags) throws IOException {
    return ExporterProcess.start(directory, HEAP, flags);
  }

  private double value(String series) throws IOException {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$")
            .matcher(scraper.get("/metrics"));
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  @Test
  void aReloadLosesNoMessageOfAnotherRoute() throws Exception {
    Files.writeString(
        directory.resolve("routes/steady.camel.yaml"),
        """
        - route:
            id: steady
            from:
              uri: paho:steady/#
              steps:
                - to: prometheus:steady
                - to: micrometer:counter:steady_messages
        """);
    Path edited = directory.resolve("routes/edited.camel.yaml");
    try (ExporterProcess exporter =
        start("--mqtt.server=mqtt://127.0.0.1:" + broker.port(), "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      RawPublisher publisher = new RawPublisher(broker.port());
      int sent = 0;
      int edits = 0;
      long start = System.nanoTime();
      for (int tenth = 0; tenth < 150 || reloads(exporter) < 5; tenth++) {
        assertThat(tenth).as("tenths of a second").isLessThan(6_000);
        for (int i = 0; i < 500; i++) {
          publisher.publish("steady/🛋" + i % 10, String.valueOf(++sent));
        }
        publisher.flush();
        // the next edit waits until the last one is loaded: a slow machine would load both at once
        if (edits < 5 && tenth >= 10 + 30 * edits && reloads(exporter) >= edits) {
          edits++;
          Files.writeString(
              edited,
              """
              - route:
                  id: edited
                  from:
                    uri: paho:edited/#
                    steps:
                      - to: prometheus:edited_%d
              """
                  .formatted(tenth));
        }
        LockSupport.parkNanos(
            start + TimeUnit.MILLISECONDS.toNanos(100L * (tenth + 1)) - System.nanoTime());
      }
      double all = sent;
      await().until(() -> value("steady_messages_total") >= all);
      assertThat(value("steady_messages_total")).isEqualTo(all);
      System.out.printf("%d messages, 5 reloads: none lost%n", sent);
    }
  }

  private static long reloads(ExporterProcess exporter) throws IOException {
    return exporter.err().lines().filter(line -> line.contains("route files loaded")).count();
  }

  /** What 200 more reloads leave behind after the first 100, which warm it up. */
  @Test
  void threeHundredReloadsLeaveNothingBehind() throws Exception {
    Path edited = directory.resolve("routes/edited.camel.yaml");
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--mqtt.topic=steady/#",
            "--web.listen-address=:" + port,
            "--web.enable-lifecycle",
            "--routes.reload=false")) {
      scraper.awaitReady();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/reload"))
              .POST(HttpRequest.BodyPublishers.noBody());
      RawPublisher publisher = new RawPublisher(broker.port());
      List<Double> warm = List.of();
      for (int edit = 1; edit <= 300; edit++) {
        Files.writeString(
            edited,
            """
            - beans:
                - name: sum
                  type: java.util.concurrent.atomic.AtomicInteger
            - route:
                id: ticks
                from:
                  uri: timer:tick
                  parameters:
                    period: 10
                  steps:
                    - setBody:
                        method:
                          ref: sum
                          method: incrementAndGet
                    - to: prometheus:ticks
            - route:
                id: pairs
                from:
                  uri: paho:pairs
                  steps:
                    - aggregate:
                        correlationExpression:
                          constant: "true"
                        completionSize: 2
                        aggregationStrategy: "#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy"
                        steps:
                          - to:
                              uri: prometheus:pairs
                              parameters:
                                offset: %d
            """
                .formatted(edit));
        assertThat(TestExporter.send(request).statusCode()).as("edit %d", edit).isEqualTo(200);
        scraper.awaitReady(); // the first edit brings a subscription
        publisher.publish("pairs", "0");
        publisher.publish("pairs", "0");
        publisher.flush();
        scraper.awaitLine("pairs " + edit);
        if (edit == 100) {
          warm = resources(exporter);
        }
      }
      List<Double> last = resources(exporter);
      System.out.printf("threads, descriptors, heap, metaspace: %s, then %s%n", warm, last);
      for (int i = 0; i < last.size(); i++) {
        assertThat(last.get(i)).isLessThan(1.1 * warm.get(i));
      }
      assertThat(exporter.err()).doesNotContain("level=error", "level=warn");
    }
  }

  private List<Double> resources(ExporterProcess exporter) throws Exception {
    exporter.collectGarbage();
    return List.of(
        value("jvm_threads_current"),
        value("process_open_fds"),
        value("jvm_memory_used_bytes{area=\"heap\"}"),
        value("jvm_memory_pool_used_bytes{pool=\"Metaspace\"}"));
  }

  @Test
  void aMillionTopicsLeaveItServing() throws Exception {
    int topics = 1_000_000;
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--mqtt.topic=home/#",
            "--mqtt.retain-time=0",
            "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      RawPublisher publisher = new RawPublisher(broker.port());
      long start = System.nanoTime();
      for (int i = 0; i < topics; i++) {
        publisher.publish("home/floor/" + i % 10 + "/room/" + i + "/temperature", "21.5");
      }
      publisher.flush();
      await()
          .atMost(Duration.ofMinutes(20))
          .pollInterval(Duration.ofSeconds(2))
          .until(
              () ->
                  value("mqtt_exporter_series") + value("mqtt_exporter_series_refused_total")
                      >= topics);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      System.out.printf("a million topics in %d s%n", took.toSeconds());
      assertThat(value("mqtt_exporter_series")).isEqualTo(100_000);
      assertThat(value("mqtt_exporter_series_refused_total")).isEqualTo(topics - 100_000);
      assertThat(exporter.err().lines().filter(line -> line.contains("rejected")).count())
          .as("one line a minute")
          .isBetween(1L, 1 + took.toMinutes());
      // what is there goes on
      publisher.publish("home/floor/0/room/0/temperature", "22.5");
      publisher.flush();
      scraper.awaitLine("mqtt_topic{topic=\"home/floor/0/room/0/temperature\"} 22.5");
    }
  }

  @Test
  void aHundredThousandNamesAndOddLabelsOfADeviceLeaveItServing() throws Exception {
    Files.writeString(
        directory.resolve("routes/samples.camel.yaml"),
        """
        - route:
            id: samples
            from:
              uri: paho:samples
              steps:
                - to: prometheus:samples
        """);
    String sample =
        "{\"name\":\"device_%d\",\"value\":1,\"retainTime\":\"0\","
            + "\"labels\":{\"le\":\"\\\"\\\\\\n\",\"quantile\":\"\\u2028\",\"_\":\"温度\"}}";
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--series.limit=100000",
            "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      RawPublisher publisher = new RawPublisher(broker.port());
      for (int i = 0; i < 110_000; i += 100) {
        publisher.publish(
            "samples", IntStream.range(i, i + 100).mapToObj(sample::formatted).toList().toString());
      }
      publisher.flush();
      await()
          .pollInterval(Duration.ofMillis(500))
          .until(() -> value("mqtt_exporter_series_refused_total") == 10_000);
      String scrape = scraper.get("/metrics");
      Exposition.check(scrape, false);
      assertThat(scrape.lines().filter(line -> line.startsWith("device_"))).hasSize(100_000);
      assertThat(exporter.err()).doesNotContain("level=error");
    }
  }

  /** Topics of ordinary length, and as many long ones as this heap holds. */
  @ParameterizedTest
  @CsvSource({"74, 100000", "245, 40000"})
  void fourScrapesAtOnceOfAllThatTheLimitsTakeAreAnswered(int length, int series) throws Exception {
    Files.writeString(
        directory.resolve("routes/twice.camel.yaml"),
        """
        - route:
            id: twice
            from:
              uri: paho:home/#
              steps:
                - to:
                    uri: prometheus:one
                    parameters:
                      label.topic: ${header.CamelMqttTopic}
                - to:
                    uri: prometheus:other
                    parameters:
                      label.topic: ${header.CamelMqttTopic}
        """);
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--mqtt.retain-time=0",
            "--series.limit-per-metric=" + series,
            "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      RawPublisher publisher = new RawPublisher(broker.port());
      for (int i = 0; i < series + 10; i++) {
        String topic = "home/" + i;
        publisher.publish(topic + "x".repeat(length - topic.length()), "21.5");
      }
      publisher.flush();
      await()
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  value("mqtt_exporter_messages_rejected_total{reason=\"limit\",route=\"twice\"}")
                      == 10);
      assertThat(value("mqtt_exporter_series")).isEqualTo(2 * series);

      for (String encoding : List.of("identity", "gzip")) {
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<InputStream>>> scrapes =
            IntStream.range(0, 4).mapToObj(i -> scrape(encoding)).toList();
        for (CompletableFuture<HttpResponse<InputStream>> scrape : scrapes) {
          assertThat(scrape.get().statusCode()).isEqualTo(200);
        }
        for (CompletableFuture<HttpResponse<InputStream>> scrape : scrapes) {
          assertThat(lines(scrape.get(), encoding).filter(line -> line.startsWith("other{")))
              .hasSize(series);
        }
        System.out.printf(
            "4 scrapes of %d series, %s: %d ms%n",
            2 * series, encoding, Duration.ofNanos(System.nanoTime() - start).toMillis());
      }
      assertThat(exporter.err()).doesNotContain("level=error");
    }
  }

  /** Prints how long others wait, for a reader: this machine may be busy. */
  @Test
  void clientsThatDoNotReadHoldNobodyUp() throws Exception {
    int series = 100_000;
    List<Socket> clients = new ArrayList<>();
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--mqtt.topic=home/#",
            "--mqtt.retain-time=0",
            "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      RawPublisher publisher = new RawPublisher(broker.port());
      for (int i = 0; i < series; i++) {
        publisher.publish("home/floor/" + i % 10 + "/room/" + i + "/temperature", "21.5");
      }
      publisher.flush();
      await()
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> value("mqtt_exporter_series") == series);
      double descriptors = value("process_open_fds");
      for (int i = 0; i < 240; i++) {
        clients.add(connect("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        assertThat(scraper.get("/metrics").lines().filter(line -> line.startsWith("mqtt_topic{")))
            .hasSize(series);
        System.out.printf(
            "a scrape beside 240 clients that do not read: %d ms%n",
            Duration.ofNanos(System.nanoTime() - start).toMillis());
      }
      int open = 10; // at most, of other uses, or not cut yet
      await().until(() -> value("process_open_fds") < descriptors + open);
      // what was sent before the cut is all that a client has, unless it was open still, and reads
      // on now
      List<Long> received = new ArrayList<>();
      for (Socket client : clients) {
        received.add(bytesUntilTheEnd(client));
      }
      assertThat(received).filteredOn(bytes -> bytes > 4_000_000).hasSizeLessThan(open);
      assertThat(scraper.status("/-/ready")).isEqualTo(200);
      assertThat(exporter.err()).doesNotContain("level=error");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private Socket connect(String request) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(1 << 16); // or the kernel may take all of a long body for it
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private static long bytesUntilTheEnd(Socket client) throws IOException {
    client.setSoTimeout((int) Patience.LIMIT.toMillis());
    long count = 0;
    try {
      InputStream in = client.getInputStream();
      for (int read = in.read(); read >= 0; read = in.read(new byte[1 << 16])) {
        count += read;
      }
    } catch (SocketException ignored) {
      // reset, with bytes that it had not read
    }
    return count;
  }

  @Test
  void aThousandConnectionsAtOnceAreServed() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (ExporterProcess exporter =
        start(
            "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
            "--mqtt.topic=a",
            "--web.listen-address=:" + port)) {
      scraper.awaitReady();
      for (int i = 0; i < 1_000; i++) {
        clients.add(connect("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      for (Socket client : clients) {
        client.setSoTimeout((int) Patience.LIMIT.toMillis());
        assertThat(client.getInputStream().readNBytes(15))
            .asString(StandardCharsets.US_ASCII)
            .isEqualTo("HTTP/1.1 200 OK");
      }
      assertThat(exporter.err()).doesNotContain("level=error");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private CompletableFuture<HttpResponse<InputStream>> scrape(String encoding) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Accept-Encoding", encoding)
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }

  private static Stream<String> lines(HttpResponse<InputStream> scrape, String encoding)
      throws IOException {
    InputStream body = scrape.body();
    return new BufferedReader(
            new InputStreamReader(
                encoding.equals("gzip") ? new GZIPInputStream(body) : body, StandardCharsets.UTF_8))
        .lines();
  }
}
