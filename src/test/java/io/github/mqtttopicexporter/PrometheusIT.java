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
  private final Scraper api = new Scraper("http://127.0.0.1:" + TestExporter.freePort());
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

  /** Of the demo, and of topics at random. */
  @Test
  void prometheusHasEveryLabelValueAsItWas() throws Exception {
    assumeInstalled("prometheus");
    Fuzz fuzz = new Fuzz();
    Set<String> topics =
        new TreeSet<>(List.of("\\", "\"", "\\n", "a\nb\r\n", "\u2028", "{x=\"y\"} 1"));
    while (topics.size() < 5_000) {
      topics.add("t" + fuzz.text(30).replaceAll("[+#\0]", "_"));
    }
    try (ExporterProcess demo = startDemo();
        TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      topics.forEach(topic -> exporter.deliver(topic, "1"));
      Process prometheus = startPrometheus(exporter.port());
      try {
        await().until(() -> api.status("/-/ready") == 200);
        await()
            .untilAsserted(
                () -> {
                  assertThat(topics("127.0.0.1:" + exporter.port()))
                      .as(Fuzz.seed())
                      .isEqualTo(topics);
                  assertThat(topics("127.0.0.1:" + port))
                      .contains("/home/sensor/temperature", "/home/sensor/humidity");
                });
        assertThat(demo.out()).isEmpty();
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  private Set<String> topics(String target) throws IOException {
    Set<String> topics = new TreeSet<>();
    new ObjectMapper()
        .readTree(api.get("/api/v1/query?query=mqtt_topic%7Binstance=%22" + target + "%22%7D"))
        .findValues("topic")
        .forEach(topic -> topics.add(topic.asText()));
    return topics;
  }

  private Process startPrometheus(int otherPort) throws IOException {
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        scrape_configs:
          - job_name: mqtt
            scrape_interval: 1s
            static_configs:
              - targets: ["127.0.0.1:%d", "127.0.0.1:%d"]
        """
            .formatted(port, otherPort));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            "--web.listen-address=" + api.baseUrl().substring("http://".length()))
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("prometheus.log").toFile())
        .start();
  }
}
