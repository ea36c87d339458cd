package io.github.mqtttopicexporter.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.ScrapedFamily;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written a few series at a time is what the library writes of all at once. */
class ScrapeBodyTest {

  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);

  static Stream<ExpositionFormatWriter> formats() {
    return Stream.of(PrometheusTextFormatWriter.create(), OpenMetricsTextFormatWriter.create());
  }

  private void put(Metric metric, Labels labels, double value) {
    store.put(metric, labels, value, Duration.ZERO, new Origin("r", "topic"), false);
  }

  private void putSeveralFamilies() {
    Metric large = Metric.of("large_celsius", MetricType.gauge, "#1\n#2", "celsius");
    store.declare(large);
    for (int i = 0; i < 1_000; i++) {
      put(large, Labels.of("topic", "#" + i), i);
    }
    Metric counter = Metric.of("c_total", MetricType.counter, "Total", null);
    for (int i = 0; i < 600; i++) {
      put(counter, Labels.of("long", i + "x".repeat(i)), i);
    }
    put(Metric.of("z", MetricType.unknown, null, null), Labels.EMPTY, Double.NaN);
  }

  private List<ScrapedFamily> families() {
    return store.scrape().sorted(Comparator.comparing(ScrapedFamily::name)).toList();
  }

  private static String written(ExpositionFormatWriter writer, MetricSnapshots snapshots)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    writer.write(text, snapshots);
    return text.toString(UTF_8);
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readAllBytes(), UTF_8);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aBodyIsWhatTheLibraryWrites(ExpositionFormatWriter writer) throws IOException {
    putSeveralFamilies();
    String expected = written(writer, store.collect());

    assertThat(text(new ScrapeBody(families(), writer, false))).isEqualTo(expected);
    assertThat(text(new GZIPInputStream(new ScrapeBody(families(), writer, true))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aBodyOfNothingIsWhatTheLibraryWrites(ExpositionFormatWriter writer) throws IOException {
    assertThat(text(new ScrapeBody(List.of(), writer, false)))
        .isEqualTo(written(writer, MetricSnapshots.of()));
  }

  @Test
  void aBodyIsTheSameByteByByte() throws IOException {
    putSeveralFamilies();
    ExpositionFormatWriter writer = PrometheusTextFormatWriter.create();
    ScrapeBody body = new ScrapeBody(families(), writer, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(body.available()).isPositive();
    for (int read = body.read(); read >= 0; read = body.read()) {
      bytes.write(read);
    }
    assertThat(body.available()).isZero();
    assertThat(bytes.toString(UTF_8)).isEqualTo(written(writer, store.collect()));
  }

  @Test
  void noMoreIsInMemoryThanAFewSeries() throws IOException {
    Metric metric = Metric.of("t", MetricType.gauge, null, null);
    for (int i = 0; i < 50_000; i++) {
      put(metric, Labels.of("topic", "x".repeat(50) + i), i);
    }
    ScrapeBody body = new ScrapeBody(families(), PrometheusTextFormatWriter.create(), false);
    int most = 0;
    byte[] bytes = new byte[100];
    while (body.read(bytes) > 0) {
      most = Math.max(most, body.available());
    }
    assertThat(most).isBetween(1, 50_000);
  }

  @Test
  void aSeriesThatGoesMeanwhileIsLeftOut() throws IOException {
    Metric metric = Metric.of("a", MetricType.gauge, "Heat", null);
    for (int i = 0; i < 1_000; i++) {
      put(metric, Labels.of("topic", String.valueOf(i)), i);
    }
    Metric other = Metric.of("b", MetricType.gauge, "Cold", null);
    put(other, Labels.EMPTY, 1);
    ScrapeBody body = new ScrapeBody(families(), PrometheusTextFormatWriter.create(), false);
    byte[] start = body.readNBytes("# HELP a Heat".length());
    store.forget(new Origin("r", "topic"));
    store.sweep();

    assertThat(new String(start, UTF_8) + text(body))
        .startsWith("# HELP a Heat\n# TYPE a gauge\na{topic=\"0\"} 0.0\n")
        .doesNotContain("a{topic=\"999\"}", "b 1.0", "Cold")
        .containsOnlyOnce("# TYPE a gauge");
  }
}
