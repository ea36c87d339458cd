package io.github.mqtttopicexporter.exposition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Sample;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole text of a scrape, in both formats. */
class ScrapeBodyTest {

  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Set<String> told = new HashSet<>();

  private void put(
      String name,
      MetricType type,
      @Nullable String help,
      @Nullable String unit,
      Labels labels,
      double value) {
    Origin origin = new Origin("r", "topic", false, Duration.ZERO);
    store.put(
        Metric.of(name, type, help, unit),
        List.of(new Sample(labels, value, Duration.ZERO, origin, false, null)));
  }

  private void put(String name, Labels labels, double value) {
    put(name, MetricType.gauge, null, null, labels, value);
  }

  private ScrapeBody body(TextFormat format, boolean gzip) throws IOException {
    return new ScrapeBody(store, new RegistryMetrics(registry, told), format, gzip, () -> {});
  }

  private String text(TextFormat format) throws IOException {
    return text(body(format, false));
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readAllBytes(), UTF_8);
  }

  @Test
  void aGaugeHasItsUnitInOpenMetrics() throws IOException {
    put("room_celsius", MetricType.gauge, "Air temperature.", "celsius", Labels.NONE, -2.5);
    put("room_celsius", Labels.of(Map.of("room", "attic")), Double.NaN);
    put("room_celsius", Labels.of(Map.of("room", "kitchen")), 30);

    assertThat(text(TextFormat.CLASSIC))
        .isEqualTo(
            """
            # HELP room_celsius Air temperature.
            # TYPE room_celsius gauge
            room_celsius -2.5
            room_celsius{room="attic"} NaN
            room_celsius{room="kitchen"} 30
            """);
    assertThat(text(TextFormat.OPEN_METRICS))
        .isEqualTo(
            """
            # TYPE room_celsius gauge
            # UNIT room_celsius celsius
            # HELP room_celsius Air temperature.
            room_celsius -2.5
            room_celsius{room="attic"} NaN
            room_celsius{room="kitchen"} 30.0
            # EOF
            """);
  }

  @Test
  void aCounterIsNamedWithoutItsTotalInOpenMetrics() throws IOException {
    put(
        "energy_joules_total",
        MetricType.counter,
        "Energy used.",
        "joules",
        Labels.of(Map.of("room", "kitchen")),
        1_234_500);

    assertThat(text(TextFormat.CLASSIC))
        .isEqualTo(
            """
            # HELP energy_joules_total Energy used.
            # TYPE energy_joules_total counter
            energy_joules_total{room="kitchen"} 1.2345e+06
            """);
    assertThat(text(TextFormat.OPEN_METRICS))
        .isEqualTo(
            """
            # TYPE energy_joules counter
            # UNIT energy_joules joules
            # HELP energy_joules Energy used.
            energy_joules_total{room="kitchen"} 1.2345e+06
            # EOF
            """);
  }

  @Test
  void anUnknownIsUntypedInTheTextFormat() throws IOException {
    put("mqtt_topic", MetricType.unknown, null, null, Labels.of(Map.of("topic", "/home/1")), 1);

    assertThat(text(TextFormat.CLASSIC))
        .isEqualTo("# TYPE mqtt_topic untyped\nmqtt_topic{topic=\"/home/1\"} 1\n");
    assertThat(text(TextFormat.OPEN_METRICS))
        .isEqualTo("# TYPE mqtt_topic unknown\nmqtt_topic{topic=\"/home/1\"} 1.0\n# EOF\n");
  }

  @Test
  void quotesBackslashesAndNewlinesAreEscaped() throws IOException {
    Labels labels = Labels.of(Map.of("topic", "/a\"b\\c\nd/é"));
    put("t", MetricType.gauge, "A \"back\\slash\"\nand a newline.", null, labels, 1);

    assertThat(text(TextFormat.CLASSIC))
        .isEqualTo(
            """
            # HELP t A "back\\\\slash"\\nand a newline.
            # TYPE t gauge
            t{topic="/a\\"b\\\\c\\nd/é"} 1
            """);
    assertThat(text(TextFormat.OPEN_METRICS))
        .isEqualTo(
            """
            # TYPE t gauge
            # HELP t A \\"back\\\\slash\\"\\nand a newline.
            t{topic="/a\\"b\\\\c\\nd/é"} 1.0
            # EOF
            """);
  }

  /** A library that refused a unit at the scrape would fail every scrape. */
  @ParameterizedTest
  @ValueSource(strings = {"subtotal", "mybucket", "info", "created", "bucket"})
  void aUnitMayBeAnyWord(String unit) throws IOException {
    put("a_" + unit, MetricType.gauge, null, unit, Labels.NONE, 1);
    assertThat(text(TextFormat.OPEN_METRICS))
        .isEqualTo("# TYPE a_%1$s gauge\n# UNIT a_%1$s %1$s\na_%1$s 1.0\n# EOF\n".formatted(unit));
  }

  @Test
  void theMetricsOfTheRegistryComeLast() throws IOException {
    put("z", Labels.NONE, 1);
    Counter.builder().name("a").help("A").withoutExemplars().register(registry).inc();

    assertThat(text(TextFormat.CLASSIC))
        .isEqualTo("# TYPE z gauge\nz 1\n# HELP a_total A\n# TYPE a_total counter\na_total 1.0\n");
    assertThat(text(TextFormat.OPEN_METRICS).replaceAll("a_created .*\n", ""))
        .isEqualTo("# TYPE z gauge\nz 1.0\n# TYPE a counter\n# HELP a A\na_total 1.0\n# EOF\n");
  }

  @ParameterizedTest
  @EnumSource
  void aMeterOfTheNameOfASeriesIsLeftOut(TextFormat format) throws IOException {
    put("a", Labels.NONE, 1);
    put("b_total", MetricType.counter, null, null, Labels.NONE, 2);
    put("c_info", Labels.NONE, 3);
    Counter.builder().name("a").register(registry);
    GaugeWithCallback.builder().name("b").callback(gauge -> gauge.call(4)).register(registry);
    Info.builder().name("c").register(registry);
    Counter.builder().name("d").register(registry);

    assertThat(text(format).lines().filter(line -> line.startsWith("# TYPE")))
        .hasSize(4)
        .last()
        .asString()
        .startsWith("# TYPE d");
    assertThat(told).containsExactlyInAnyOrder("a", "b", "c_info");
  }

  @ParameterizedTest
  @EnumSource
  void aFaultOfTheRegistryCostsOnlyTheRegistry(TextFormat format) throws IOException {
    put("a", Labels.NONE, 1);
    GaugeWithCallback.builder()
        .name("b")
        .callback(
            gauge -> {
              throw new IllegalStateException("broken");
            })
        .register(registry);

    assertThat(text(format))
        .startsWith("# TYPE a gauge\na 1")
        .endsWith(format == TextFormat.OPEN_METRICS ? "1.0\n# EOF\n" : "1\n");
  }

  private void putMany() {
    for (int i = 0; i < 10_000; i++) {
      put("large", Labels.of(Map.of("topic", "#" + i)), i);
    }
    put("z", Labels.NONE, 1);
  }

  @ParameterizedTest
  @EnumSource
  void aCompressedBodyIsTheSame(TextFormat format) throws IOException {
    putMany();
    assertThat(text(new GZIPInputStream(body(format, true)))).isEqualTo(text(format));
  }

  @Test
  void aBodyIsTheSameByteByByte() throws IOException {
    putMany();
    ScrapeBody body = body(TextFormat.CLASSIC, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int read = body.read(); read >= 0; read = body.read()) {
      bytes.write(read);
    }
    assertThat(body.available()).isZero();
    assertThat(bytes.toString(UTF_8)).isEqualTo(text(TextFormat.CLASSIC));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSeriesThatGoesMeanwhileIsLeftOut(boolean gzip) throws IOException {
    putMany();
    ScrapeBody body = body(TextFormat.CLASSIC, gzip);
    InputStream start = new ByteArrayInputStream(body.readNBytes("the header of gzip".length()));
    store.forget("r", "topic");

    InputStream whole = new SequenceInputStream(start, body);
    assertThat(text(gzip ? new GZIPInputStream(whole) : whole))
        .startsWith("# TYPE large gauge\nlarge{topic=\"#0\"} 0\n")
        .doesNotContain("#9999", "\nz 1")
        .containsOnlyOnce("# TYPE large gauge");
  }
}
