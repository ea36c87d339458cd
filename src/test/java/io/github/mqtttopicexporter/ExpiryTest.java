package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expiry as a scrape sees it, by a clock that only the test moves. */
class ExpiryTest {

  private static final String SERIES = "mqtt_topic{topic=\"t\"} 1\n";

  @Test
  void aSeriesIsGoneFromTheFirstScrapeAfterItsRetainTime() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#", "--mqtt.retain-time=90s")) {
      exporter.deliver("t", "1");
      exporter.advance(Duration.ofSeconds(90).minusNanos(1));
      assertThat(exporter.scrape()).contains(SERIES);
      exporter.advance(Duration.ofNanos(1));
      assertThat(exporter.scrape()).isEmpty();
    }
  }

  @Test
  void aLaterMessageBringsItBack() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      exporter.deliver("t", "1");
      exporter.advance(Duration.ofMinutes(1));
      assertThat(exporter.scrape()).isEmpty();
      exporter.deliver("t", "1");
      assertThat(exporter.scrape()).contains(SERIES);
    }
  }

  @Test
  void aRejectedMessageDoesNotMakeItLookFresh() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      exporter.deliver("t", "1");
      exporter.advance(Duration.ofSeconds(59));
      exporter.deliver("t", "ERROR");
      assertThat(exporter.scrape()).contains(SERIES);
      exporter.advance(Duration.ofSeconds(1));
      assertThat(exporter.scrape()).doesNotContain("mqtt_topic");
    }
  }

  @Test
  void aRetainTimeOfZeroIsForEver() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#", "--mqtt.retain-time=0")) {
      exporter.deliver("t", "1");
      exporter.advance(Duration.ofDays(10_000));
      assertThat(exporter.scrape()).contains(SERIES);
    }
  }

  @Test
  void aRouteMayHaveARetainTimeOfItsOwn() {
    try (TestExporter exporter =
        TestExporter.start(
            "--mqtt.topic=#",
            "--routes=routes/*.camel.yaml",
            "--routes=src/test/resources/routes/celsius.camel.yaml")) {
      exporter.deliver("weather/garden/fahrenheit", "212");
      exporter.advance(Duration.ofMinutes(14));
      assertThat(exporter.scrape())
          .contains("weather_temperature_celsius{place=\"garden\"} 100")
          .doesNotContain("mqtt_topic{");
      exporter.advance(Duration.ofMinutes(1));
      assertThat(exporter.scrape()).isEmpty();
    }
  }

  @Test
  void withoutAScrapeExpiredSeriesAreFreedToo() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      IntStream.range(0, 100_000).forEach(i -> exporter.deliver("t/" + i, "1"));
      exporter.advance(Duration.ofMinutes(1));
      await().until(() -> exporter.seriesHeld() == 0);
    }
  }

  @Test
  void manyExpiredTopicsLeaveNothingBehind() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      IntStream.range(0, 100_000).forEach(i -> exporter.deliver("t/" + i, "1"));
      assertThat(exporter.seriesHeld()).isEqualTo(100_000);
      exporter.advance(Duration.ofMinutes(1));
      assertThat(exporter.scrape()).isEmpty();
      assertThat(exporter.seriesHeld()).isZero();
    }
  }

  @Test
  void aSampleMayHaveARetainTimeOfItsOwn(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("samples.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: samples
            from:
              uri: paho:sensor
              steps:
                - to:
                    uri: prometheus:samples
                    parameters:
                      retainTime: 1m
        """);
    try (TestExporter exporter =
        TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + file)) {
      exporter.deliver(
          "sensor",
          "[{\"name\": \"brief\", \"value\": 1, \"retainTime\": \"10s\"},"
              + " {\"name\": \"usual\", \"value\": 2},"
              + " {\"name\": \"for_ever\", \"value\": 3, \"retainTime\": \"0\"}]");
      exporter.advance(Duration.ofSeconds(10));
      assertThat(exporter.scrape()).contains("usual 2\n").doesNotContain("brief ");
      exporter.advance(Duration.ofDays(365));
      assertThat(exporter.scrape()).contains("for_ever 3\n").doesNotContain("usual ");
    }
  }
}
