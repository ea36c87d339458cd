package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, as Debian's package prometheus installs it, scrapes the demo. */
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
    assumeInstalled("prometheus");
    int prometheusPort = TestExporter.freePort();
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        scrape_configs:
          - job_name: mqtt
            scrape_interval: 3s
            static_configs:
              - targets: ["127.0.0.1:%d"]
        """
            .formatted(port));
    try (ExporterProcess demo = startDemo()) {
      Process prometheus =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=prometheus.yml",
                  "--storage.tsdb.path=data",
                  "--web.listen-address=127.0.0.1:" + prometheusPort)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("prometheus.log").toFile())
              .start();
      try {
        Scraper api = new Scraper("http://127.0.0.1:" + prometheusPort);
        await().until(() -> api.status("/-/ready") == 200);
        await()
            .untilAsserted(
                () -> {
                  assertThat(api.get("/api/v1/query?query=mqtt_topic"))
                      .contains("\"topic\":\"/home/sensor/temperature\"")
                      .contains("\"topic\":\"/home/sensor/humidity\"");
                  assertThat(api.get("/api/v1/query?query=up")).contains("\"1\"");
                });
        assertThat(demo.out()).isEmpty();
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }
}
