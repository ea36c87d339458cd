package io.github.mqtttopicexporter.series;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesStoreTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Labels KITCHEN = Labels.of("room", "kitchen");
  private static final Labels ATTIC = Labels.of("room", "attic");

  private long now;
  private final SeriesStore store =
      new SeriesStore(() -> now, new SeriesStore.Limits(200_000, 100_000));

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 30_000_000_000L, Long.MAX_VALUE})
  void aSeriesIsInTheScrapeUntilItsRetainTimeHasPassed(long start) {
    now = start;
    put(gauge("t"), KITCHEN, 21.5, MINUTE);
    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"kitchen\"} 21.5\n");

    pass(MINUTE.minus(NANO));
    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"kitchen\"} 21.5\n");

    pass(NANO);
    assertThat(scrape()).isEmpty();
    assertThat(store.size()).isZero();
  }

  @Test
  void aScrapeShowsTheLastSampleOfEachSeries() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    put(family, ATTIC, 2, MINUTE);
    put(family, KITCHEN, 3, MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # TYPE t gauge
            t{room="attic"} 2.0
            t{room="kitchen"} 3.0
            """);
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void aLaterSampleBringsAnExpiredSeriesBack() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    pass(MINUTE);
    assertThat(scrape()).isEmpty();

    put(family, KITCHEN, 2, MINUTE);

    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"kitchen\"} 2.0\n");
  }

  @Test
  void aNewSampleStartsTheRetainTimeAnew() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    pass(MINUTE.minus(NANO));
    put(family, KITCHEN, 1, MINUTE);

    pass(MINUTE.minus(NANO));
    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"kitchen\"} 1.0\n");

    pass(NANO);
    assertThat(scrape()).isEmpty();
  }

  @Test
  void eachSeriesExpiresByItself() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    pass(Duration.ofSeconds(30));
    put(family, ATTIC, 2, MINUTE);
    pass(Duration.ofSeconds(30));

    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"attic\"} 2.0\n");
  }

  @Test
  void theRetainTimeIsThatOfTheLastSample() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, Duration.ofHours(1));
    put(family, KITCHEN, 2, MINUTE);
    pass(MINUTE);

    assertThat(scrape()).isEmpty();
  }

  @Test
  void aRetainTimeOfZeroIsForEver() {
    put(gauge("t"), KITCHEN, 1, Duration.ZERO);
    pass(Duration.ofNanos(Long.MAX_VALUE));
    store.sweep();

    assertThat(scrape()).isEqualTo("# TYPE t gauge\nt{room=\"kitchen\"} 1.0\n");
  }

  @Test
  void aSweepFreesExpiredSeriesWithoutAScrape() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    put(family, ATTIC, 2, Duration.ofHours(1));
    put(gauge("other"), KITCHEN, 3, MINUTE);

    pass(MINUTE);
    assertThat(store.size()).isEqualTo(3);

    store.sweep();
    assertThat(store.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHundredThousandExpiredSeriesAreFreed(boolean byScrape) {
    Metric family = gauge("t");
    for (int i = 0; i < 100_000; i++) {
      put(family, Labels.of("topic", "/sensor/" + i), i, MINUTE);
    }
    assertThat(store.size()).isEqualTo(100_000);
    pass(MINUTE);

    if (byScrape) {
      assertThat(series()).isEmpty();
    } else {
      store.sweep();
    }

    assertThat(store.size()).isZero();
  }

  @Test
  void aFamilyWithoutSeriesIsNotInTheScrape() {
    gauge("declared_only");
    Metric expired = gauge("expired");
    put(expired, KITCHEN, 1, MINUTE);
    pass(MINUTE);
    put(gauge("alive"), KITCHEN, 2, MINUTE);

    assertThat(series().map(family -> family.getMetadata().getName())).containsExactly("alive");
  }

  @Test
  void aGaugeIsWrittenAsItIs() {
    Metric family = declare("room_celsius", MetricType.gauge, "Air temperature.", "celsius");
    put(family, KITCHEN, -2.5, MINUTE);
    put(family, ATTIC, Double.NaN, MINUTE);
    put(family, Labels.EMPTY, Double.NEGATIVE_INFINITY, MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # HELP room_celsius Air temperature.
            # TYPE room_celsius gauge
            room_celsius -Inf
            room_celsius{room="attic"} NaN
            room_celsius{room="kitchen"} -2.5
            """);
    assertThat(scrapeOpenMetrics())
        .isEqualTo(
            """
            # TYPE room_celsius gauge
            # UNIT room_celsius celsius
            # HELP room_celsius Air temperature.
            room_celsius -Inf
            room_celsius{room="attic"} NaN
            room_celsius{room="kitchen"} -2.5
            # EOF
            """);
  }

  @Test
  void aCounterIsWrittenWithItsTotalAndWithoutATimeOfCreation() {
    Metric family = declare("energy_joules_total", MetricType.counter, "Energy used.", "joules");
    put(family, KITCHEN, 12_345, MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # HELP energy_joules_total Energy used.
            # TYPE energy_joules_total counter
            energy_joules_total{room="kitchen"} 12345.0
            """);
    assertThat(scrapeOpenMetrics())
        .isEqualTo(
            """
            # TYPE energy_joules counter
            # UNIT energy_joules joules
            # HELP energy_joules Energy used.
            energy_joules_total{room="kitchen"} 12345.0
            # EOF
            """);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN})
  void aTotalIsZeroOrMore(double value) {
    Metric family = declare("energy_total", MetricType.counter, null, null);
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> put(family, KITCHEN, value, MINUTE))
        .withMessage("expected a total of zero or more, found " + value);
    put(family, KITCHEN, Double.POSITIVE_INFINITY, MINUTE);
    assertThat(scrape()).contains("energy_total{room=\"kitchen\"} +Inf\n");
  }

  @Test
  void anUnknownIsUntypedInTheTextFormat() {
    put(
        declare("mqtt_topic", MetricType.unknown, "Last value.", null),
        Labels.of("topic", "/home/1"),
        1,
        MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # HELP mqtt_topic Last value.
            # TYPE mqtt_topic untyped
            mqtt_topic{topic="/home/1"} 1.0
            """);
    assertThat(scrapeOpenMetrics())
        .isEqualTo(
            """
            # TYPE mqtt_topic unknown
            # HELP mqtt_topic Last value.
            mqtt_topic{topic="/home/1"} 1.0
            # EOF
            """);
  }

  @Test
  void quotesBackslashesAndNewlinesAreEscaped() {
    put(
        declare("t", MetricType.gauge, "A \"back\\slash\"\nand a newline.", null),
        Labels.of("topic", "/a\"b\\c\nd/é"),
        1,
        MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # HELP t A "back\\\\slash"\\nand a newline.
            # TYPE t gauge
            t{topic="/a\\"b\\\\c\\nd/é"} 1.0
            """);
  }

  @Test
  void twoDeclarationsOfAFamilyShareItsSeries() {
    Metric first = declare("t_celsius", MetricType.gauge, null, "celsius");
    put(first, KITCHEN, 1, MINUTE);
    Metric second = declare("t_celsius", MetricType.gauge, "Heat.", null);
    put(second, ATTIC, 2, MINUTE);
    put(first, Labels.EMPTY, 3, MINUTE);

    assertThat(scrapeOpenMetrics())
        .isEqualTo(
            """
            # TYPE t_celsius gauge
            # UNIT t_celsius celsius
            # HELP t_celsius Heat.
            t_celsius 3.0
            t_celsius{room="attic"} 2.0
            t_celsius{room="kitchen"} 1.0
            # EOF
            """);
  }

  @Test
  void aLaterDeclarationMayLeaveOutHelpAndUnit() {
    declare("t_celsius", MetricType.gauge, "Heat.", "celsius");
    put(gauge("t_celsius"), KITCHEN, 1, MINUTE);

    assertThat(scrape())
        .isEqualTo(
            """
            # HELP t_celsius Heat.
            # TYPE t_celsius gauge
            t_celsius{room="kitchen"} 1.0
            """);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          unknown, Heat. , celsius    , 'expected one type for t_celsius, found "gauge" and "unknown"'
          gauge  , Cold. , celsius    , 'expected one help for t_celsius, found "Heat." and "Cold."'
          gauge  , ''    , celsius    , 'expected one help for t_celsius, found "Heat." and ""'
          gauge  , Heat. , in_celsius , 'expected one unit for x_in_celsius, found "celsius" and "in_celsius"'
          """)
  void declarationsMustNotContradictEachOther(
      MetricType type, String help, String unit, String message) {
    String name = unit.equals("celsius") ? "t_celsius" : "x_in_celsius";
    declare(name, MetricType.gauge, "Heat.", "celsius");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> declare(name, type, help, unit))
        .withMessage(message);
  }

  @Test
  void aRefusedDeclarationLeavesTheFamilyAsItWas() {
    put(declare("t", MetricType.gauge, "Heat.", null), KITCHEN, 1, MINUTE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> declare("t", MetricType.gauge, "Cold.", null));

    assertThat(scrape()).isEqualTo("# HELP t Heat.\n# TYPE t gauge\nt{room=\"kitchen\"} 1.0\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"gauge", "unknown"})
  void aCounterSharesItsNameWithoutTotalWithNoOtherFamily(MetricType other) {
    declare("energy", other, null, null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> declare("energy_total", MetricType.counter, null, null))
        .withMessage("expected one type for energy, found \"" + other + "\" and \"counter\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1st", "room-temperature", "room.temperature", "größe", "a b", "a\n"})
  void aNameIsOfLettersDigitsUnderscoresAndColons(String name) {
    assertRefused(
        name,
        MetricType.gauge,
        null,
        "expected a metric name of letters, digits, _ and :, found \"" + name + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_", ":", "a:b", "A1_b", "_1"})
  void oddNamesAreNames(String name) {
    put(gauge(name), Labels.EMPTY, 1, MINUTE);

    assertThat(scrape()).isEqualTo("# TYPE " + name + " gauge\n" + name + " 1.0\n");
  }

  @Test
  void theNameOfACounterEndsInTotal() {
    assertRefused(
        "energy_joules",
        MetricType.counter,
        null,
        "expected the name of a counter to end in _total, found \"energy_joules\"");
    assertRefused(
        "total",
        MetricType.counter,
        null,
        "expected the name of a counter to end in _total, found \"total\"");
  }

  @ParameterizedTest
  @CsvSource({
    "gauge, energy_total, _total",
    "unknown, energy_total, _total",
    "counter, energy_total_total, _total",
    "gauge, build_info, _info",
    "gauge, x_created, _created",
    "gauge, x_bucket, _bucket"
  })
  void aNameHasNoSuffixOfAnotherType(MetricType type, String name, String suffix) {
    assertRefused(
        name,
        type,
        null,
        "expected the name of a "
            + type
            + ", found \""
            + name
            + "\": The metric name must not include the '"
            + suffix
            + "' suffix.");
  }

  @ParameterizedTest
  @CsvSource({
    "gauge, room_temperature, celsius",
    "gauge, celsius, celsius",
    "gauge, room_celsius, Celsius",
    "counter, energy_joules_total, total",
    "counter, energy_total_joules_total, total_j",
    "gauge, room, ''",
    "gauge, room_, ''"
  })
  void aUnitIsTheSuffixOfTheName(MetricType type, String name, String unit) {
    assertRefused(
        name,
        type,
        unit,
        "expected a metric name with its unit as suffix, _" + unit + ", found \"" + name + "\"");
  }

  @Test
  @Timeout(300)
  void aSampleThatReplacesAnExpiredOneDuringASweepIsNotLost() throws Exception {
    SeriesStore shared =
        new SeriesStore(new AtomicLong()::incrementAndGet, SeriesStore.Limits.DEFAULT);
    Metric family = Metric.of("t", MetricType.gauge, null, null);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> writers =
          Stream.of(KITCHEN, ATTIC)
              .<Future<?>>map(
                  room ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 20_000; i++) {
                              shared.put(family, room, -1, NANO, new Origin(null, null), false);
                              shared.put(
                                  family, room, i, Duration.ZERO, new Origin(null, null), false);
                              assertThat(values(shared.collect(), room))
                                  .containsExactly((double) i);
                            }
                          }))
              .toList();
      Future<?> reader =
          threads.submit(
              () -> {
                while (!writers.stream().allMatch(Future::isDone)) {
                  shared.collect();
                  shared.sweep();
                }
              });
      for (Future<?> writer : writers) {
        writer.get();
      }
      reader.get();
    } finally {
      threads.shutdownNow();
    }

    assertThat(values(shared.collect(), KITCHEN)).containsExactly(19_999.0);
    assertThat(values(shared.collect(), ATTIC)).containsExactly(19_999.0);
  }

  private static Stream<Double> values(MetricSnapshots scrape, Labels labels) {
    return scrape.stream()
        .filter(family -> family.getMetadata().getName().equals("t"))
        .flatMap(family -> family.getDataPoints().stream())
        .filter(sample -> sample.getLabels().equals(labels))
        .map(sample -> ((GaugeDataPointSnapshot) sample).getValue());
  }

  private Metric declare(
      String name, MetricType type, @Nullable String help, @Nullable String unit) {
    return store.declare(Metric.of(name, type, help, unit)).metric();
  }

  private void put(Metric metric, Labels labels, double value, Duration retainTime) {
    store.put(metric, labels, value, retainTime, new Origin(null, null), false);
  }

  private Metric gauge(String name) {
    return declare(name, MetricType.gauge, null, null);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** What the store collects, but for what it says of itself. */
  private Stream<MetricSnapshot> series() {
    return store.collect().stream()
        .filter(family -> !family.getMetadata().getName().startsWith("mqtt_exporter_"));
  }

  private String scrape() {
    return written(PrometheusTextFormatWriter.create());
  }

  private String scrapeOpenMetrics() {
    return written(OpenMetricsTextFormatWriter.create());
  }

  private String written(ExpositionFormatWriter writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricSnapshots(series().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(UTF_8);
  }

  private void assertRefused(String name, MetricType type, @Nullable String unit, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> declare(name, type, null, unit))
        .withMessage(message);
  }
}
