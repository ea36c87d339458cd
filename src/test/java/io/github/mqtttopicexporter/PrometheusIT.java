package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Fuzz;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, as Debian's package prometheus installs it, scrapes. */
class PrometheusIT {

  private final int port = TestExporter.freePort();
  private final Scraper scraper = new Scraper("http://127.0.0.1:" + port);
  private final Path directory;

  PrometheusIT(@TempDir Path directory) {
    this.directory = directory;
  }

  private ExporterProcess startDemo() throws IOException {
    ExporterProcess demo =
        ExporterProcess.start(
            directory, Map.of(), "--demo", "--web.listen-address=127.0.0.1:" + port);
    ExporterProcess.awaitServing(scraper);
    await().until(() -> scraper.get("/metrics").contains("mqtt_topic{"));
    return demo;
  }

  private static void assumeInstalled(String command) {
    assumeThat(Stream.of(System.getenv("PATH").split(":")).map(d -> Path.of(d, command)))
        .as("%s is installed", command)
        .anyMatch(Files::isExecutable);
  }

  @Test
  void promtoolFindsNoFaultInAScrape() throws Exception {
    assumeInstalled("promtool");
    try (ExporterProcess demo = startDemo()) {
      Path metrics = Files.writeString(directory.resolve("metrics"), scraper.get("/metrics"));
      Process promtool =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(metrics.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(output).isEmpty();
      assertThat(promtool.waitFor()).isZero();
      assertThat(demo.out()).isEmpty();
    }
  }

  @Test
  void prometheusScrapesAndAnswers() throws Exception {
    try (ExporterProcess demo = startDemo();
        Prometheus prometheus = startPrometheus(port)) {
      await().until(() -> prometheus.api.status("/-/ready") == 200);
      await()
          .untilAsserted(
              () -> {
                assertThat(prometheus.api.get("/api/v1/query?query=mqtt_topic"))
                    .contains("\"topic\":\"/home/sensor/temperature\"")
                    .contains("\"topic\":\"/home/sensor/humidity\"");
                assertThat(prometheus.api.get("/api/v1/query?query=up")).contains("\"1\"");
              });
      assertThat(demo.out()).isEmpty();
    }
  }

  @Test
  void prometheusHasEveryLabelValueAsItWas() throws Exception {
    Fuzz fuzz = new Fuzz();
    Set<String> topics =
        new TreeSet<>(List.of("\\", "\"", "\\n", "a\nb\r\n", "\u2028", "{x=\"y\"} 1"));
    while (topics.size() < 5_000) {
      topics.add("t" + fuzz.text(30).replaceAll("[+#\0]", "_"));
    }
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#");
        Prometheus prometheus = startPrometheus(exporter.port())) {
      topics.forEach(topic -> exporter.deliver(topic, "1"));
      await()
          .untilAsserted(
              () -> assertThat(prometheus.labelValues("topic")).as(Fuzz.seed()).isEqualTo(topics));
    }
  }

  private Prometheus startPrometheus(int target) throws IOException {
    assumeInstalled("prometheus");
    int prometheusPort = TestExporter.freePort();
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        scrape_configs:
          - job_name: mqtt
            scrape_interval: 1s
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(target));
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + prometheusPort)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, new Scraper("http://127.0.0.1:" + prometheusPort));
  }

  /** One that may not serve yet. */
  private record Prometheus(Process process, Scraper api) implements AutoCloseable {

    Set<String> labelValues(String label) throws IOException, InterruptedException {
      if (api.status("/-/ready") != 200) {
        return Set.of();
      }
      Set<String> values = new TreeSet<>();
      new ObjectMapper()
          .readTree(api.get("/api/v1/label/" + label + "/values"))
          .get("data")
          .forEach(value -> values.add(value.asText()));
      return values;
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
