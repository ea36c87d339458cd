package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.RawPublisher;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar with the heap of its image at 5,000 messages a second, while topics come and go and it is
 * scraped each second. {@code -Dsoak.seconds} says for how long; prints figures as it goes.
 */
class SoakIT {

  private static final int SECONDS = Integer.getInteger("soak.seconds", 20);

  private static final int TICKS = 10 * SECONDS;
  private static final int TICKS_PER_ROW = Math.min(TICKS / 5, 600);
  private static final int MESSAGES_PER_TICK = 500;

  private static final int LIVE_TOPICS = 2_000;

  /** 200 topics a second go, and as many come. */
  private static final int MESSAGES_PER_TOPIC = 25;

  /** Live ones, and those of 15 s that have not expired, or not been swept: 2 series on average. */
  private static final int MAX_SERIES = 2 * (LIVE_TOPICS + 15 * 200);

  private static final String RETAIN_TIME = "3s";

  /** The last option has a collection leave no garbage, which it does not move to save time. */
  private static final Map<String, String> HEAP =
      Map.of(
          "JDK_JAVA_OPTIONS",
          "-Xmx128m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -XX:MarkSweepDeadRatio=0");

  private static final double MEBIBYTE = 1 << 20;

  private final int port = TestExporter.freePort();
  private final List<Scrape> scrapes = Collections.synchronizedList(new ArrayList<>());

  /** Each is the first scrape after a collection of garbage. */
  private final List<Scrape> rows = new ArrayList<>();

  private int sent;
  private int malformed;

  private record Scrape(
      long at,
      Duration took,
      double received,
      double rejected,
      double series,
      double heapAfterCollection,
      double residentMemory,
      double cpuSeconds) {

    static Scrape of(String body, long at, Duration took) {
      return new Scrape(
          at,
          took,
          sum(body, "mqtt_exporter_messages_received_total"),
          sum(body, "mqtt_exporter_messages_rejected_total"),
          sum(body, "mqtt_exporter_series"),
          sum(body, "jvm_memory_pool_collection_used_bytes{pool=\"Tenured Gen\"}"),
          sum(body, "process_resident_memory_bytes"),
          sum(body, "process_cpu_seconds_total"));
    }

    private static double sum(String body, String series) {
      return body.lines()
          .filter(line -> line.startsWith(series + " ") || line.startsWith(series + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }
  }

  @Test
  void itDoesNotGrowAndNoScrapeFails(@TempDir Path directory) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    Path routes = ShippedRoutes.copyTo(directory);
    Files.writeString(
        routes.resolve("tasmota.camel.yaml"),
        Files.readString(Path.of("routes/examples/tasmota.camel.yaml"))
            .replace("retainTime: 15m", "retainTime: " + RETAIN_TIME));
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      try (ExporterProcess exporter =
          ExporterProcess.start(
              directory,
              HEAP,
              "--mqtt.server=mqtt://127.0.0.1:" + broker.port(),
              "--mqtt.topic=home/#",
              "--mqtt.retain-time=" + RETAIN_TIME,
              "--web.listen-address=127.0.0.1:" + port)) {
        new Scraper("http://127.0.0.1:" + port).awaitReady();
        publish(exporter, new RawPublisher(broker.port()));
        await().until(() -> scrape().received() >= sent);
        assertThat(scrape()).returns((double) malformed, Scrape::rejected);
        assertThat(exporter.err().lines().count())
            .as("a hundred rejected messages a minute at most")
            .isLessThan(30 + 101L * (2 + SECONDS / 60));
        assertThat(exporter.err()).doesNotContain("level=error");
      }
    }
    assertThat(scrapes).extracting(Scrape::series).allMatch(series -> series <= MAX_SERIES);
    assertThat(scrapes).hasSize(SECONDS);
    List<Scrape> settled = rows.subList(1 + rows.size() / 5, rows.size());
    int half = settled.size() / 2;
    assertThat(heap(settled.subList(settled.size() - half, settled.size())))
        .isLessThan(1.05 * heap(settled.subList(0, half)));
    if (SECONDS >= 600) { // in a short run it is still warming up, beside other tests
      assertThat(percentile(scrapes, 99)).isLessThanOrEqualTo(500);
    }
  }

  private static double heap(List<Scrape> rows) {
    return rows.stream().mapToDouble(Scrape::heapAfterCollection).average().orElseThrow();
  }

  /** Of milliseconds. */
  private static long percentile(List<Scrape> scrapes, int percent) {
    List<Duration> sorted = scrapes.stream().map(Scrape::took).sorted().toList();
    return sorted.get(Math.min(sorted.size() * percent / 100, sorted.size() - 1)).toMillis();
  }

  private void publish(ExporterProcess exporter, RawPublisher publisher) throws IOException {
    System.out.println(
        "minute  messages/s  series  heap MiB  resident MiB  CPU %  scrape p50 p99 max ms");
    rows.add(scrape());
    List<CompletableFuture<Void>> running = new ArrayList<>();
    long start = System.nanoTime();
    for (int tick = 1; tick <= TICKS; tick++) {
      for (int i = 0; i < MESSAGES_PER_TICK; i++) {
        publish(publisher, sent++);
      }
      publisher.flush();
      if (tick % 10 == 0) {
        running.add(CompletableFuture.runAsync(() -> scrapes.add(scrape())));
      }
      if (tick % TICKS_PER_ROW == 0) {
        running.add(CompletableFuture.runAsync(() -> addRow(exporter)));
      }
      running.removeIf(SoakIT::hasSucceeded);
      LockSupport.parkNanos(start + TimeUnit.MILLISECONDS.toNanos(100L * tick) - System.nanoTime());
    }
    running.forEach(CompletableFuture::join);
  }

  private static boolean hasSucceeded(CompletableFuture<Void> task) {
    if (task.isDone()) {
      task.join(); // throws if it has failed
    }
    return task.isDone();
  }

  /** Of ten topics three are devices with four readings each, in JSON. */
  private void publish(RawPublisher publisher, int message) throws IOException {
    int topic = message / MESSAGES_PER_TOPIC + message % LIVE_TOPICS * 7 % LIVE_TOPICS;
    boolean isJson = topic % 10 < 3;
    String name = isJson ? "tele/plug-" + topic + "/SENSOR" : "home/room-" + topic + "/power";
    if (message % 50 == 0) {
      malformed++;
      publisher.publish(name, isJson ? "{\"ENERGY\":" : "ON");
    } else if (message % 50 == 25) {
      publisher.publish(name, ""); // a deletion
    } else if (isJson) {
      publisher.publish(
          name,
          """
          {"Time":"2018-03-02T18:25:03","AM2301":{"Temperature":22.%1$d,"Humidity":%2$d},\
          "ENERGY":{"Total":%2$d,"Power":14.%1$d},"TempUnit":"C"}"""
              .formatted(message % 10, message % 100));
    } else {
      publisher.publish(name, "21." + message);
    }
  }

  private Scrape scrape() {
    long at = System.nanoTime();
    HttpResponse<byte[]> answer =
        TestExporter.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(Duration.ofSeconds(10))); // that of Prometheus
    Duration took = Duration.ofNanos(System.nanoTime() - at);
    assertThat(answer.statusCode()).isEqualTo(200);
    return Scrape.of(new String(answer.body(), StandardCharsets.UTF_8), at, took);
  }

  private void addRow(ExporterProcess exporter) {
    try {
      exporter.collectGarbage();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Scrape now = scrape();
    Scrape last = rows.get(rows.size() - 1);
    rows.add(now);
    double seconds = (now.at - last.at) / 1e9;
    List<Scrape> since =
        List.copyOf(scrapes).stream().filter(scrape -> scrape.at > last.at).toList();
    System.out.printf(
        "%6.1f %11.0f %7.0f %9.1f %13.0f %6.0f %14d %3d %3d%n",
        (now.at - rows.get(0).at) / 60e9,
        (now.received - last.received) / seconds,
        now.series,
        now.heapAfterCollection / MEBIBYTE,
        now.residentMemory / MEBIBYTE,
        100 * (now.cpuSeconds - last.cpuSeconds) / seconds,
        percentile(since, 50),
        percentile(since, 99),
        percentile(since, 100));
  }
}
