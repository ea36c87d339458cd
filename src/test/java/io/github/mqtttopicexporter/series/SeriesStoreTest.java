package io.github.mqtttopicexporter.series;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.series.SeriesStore.Lines;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.RejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Labels KITCHEN = Labels.of(Map.of("room", "kitchen"));
  private static final Labels ATTIC = Labels.of(Map.of("room", "attic"));

  private long now;
  private final SeriesStore store = new SeriesStore(() -> now, SeriesStore.Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 30_000_000_000L, Long.MAX_VALUE})
  void aSeriesIsInTheScrapeUntilItsRetainTimeHasPassed(long start) {
    now = start;
    put(gauge("t"), KITCHEN, 21.5, MINUTE);
    assertThat(scrape()).isEqualTo("t{room=\"kitchen\"} 21.5\n");

    pass(MINUTE.minus(NANO));
    assertThat(scrape()).isEqualTo("t{room=\"kitchen\"} 21.5\n");

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
            t{room="attic"} 2
            t{room="kitchen"} 3
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

    assertThat(scrape()).isEqualTo("t{room=\"kitchen\"} 2\n");
  }

  @Test
  void aNewSampleStartsTheRetainTimeAnew() {
    Metric family = gauge("t");
    put(family, KITCHEN, 1, MINUTE);
    pass(MINUTE.minus(NANO));
    put(family, KITCHEN, 1, MINUTE);

    pass(MINUTE.minus(NANO));
    assertThat(scrape()).isEqualTo("t{room=\"kitchen\"} 1\n");

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

    assertThat(scrape()).isEqualTo("t{room=\"attic\"} 2\n");
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

    assertThat(scrape()).isEqualTo("t{room=\"kitchen\"} 1\n");
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
      put(family, Labels.of(Map.of("topic", "/sensor/" + i)), i, MINUTE);
    }
    assertThat(store.size()).isEqualTo(100_000);
    pass(MINUTE);

    if (byScrape) {
      assertThat(scrape()).isEmpty();
    } else {
      store.sweep();
    }

    assertThat(store.size()).isZero();
  }

  @Test
  void aFamilyWithoutSeriesIsNotInTheScrape() {
    put(gauge("expired"), KITCHEN, 1, MINUTE);
    pass(MINUTE);
    put(gauge("alive"), KITCHEN, 2, MINUTE);

    List<String> families = new ArrayList<>();
    for (Lines lines = store.scrape(null); lines != null; lines = store.scrape(lines)) {
      families.add(lines.metric().name());
    }
    assertThat(families).containsExactly("alive");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN})
  void aTotalIsZeroOrMore(double value) {
    Metric family = Metric.of("energy_total", MetricType.counter, null, null);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(family, KITCHEN, value, MINUTE))
        .withMessage("expected a total of zero or more, found " + value);
    put(family, KITCHEN, Double.POSITIVE_INFINITY, MINUTE);
    assertThat(scrape()).contains("energy_total{room=\"kitchen\"} +Inf\n");
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
    put(gauge(name), Labels.NONE, 1, MINUTE);

    assertThat(scrape()).isEqualTo(name + " 1\n");
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
  void theNameOfACounterEndsInTotal() {
    for (String name : List.of("energy_joules", "total", "_total")) {
      assertRefused(
          name,
          MetricType.counter,
          null,
          "expected the name of a counter to end in _total, found \"" + name + "\"");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"gauge", "unknown"})
  void onlyACounterEndsInTotal(MetricType type) {
    assertRefused(
        "energy_total",
        type,
        null,
        "only a counter may have a name that ends in _total, found \"energy_total\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hass_unit_info", "x_created", "x_bucket"})
  void aGaugeMayBeCalledAsInEveryExporterOfGo(String name) {
    put(gauge(name), Labels.NONE, 1, MINUTE);
    assertThat(scrape()).isEqualTo(name + " 1\n");
  }

  @Test
  void aNameOfTheExporterItselfIsReserved() {
    assertRefused(
        "process_x",
        MetricType.gauge,
        null,
        "names that begin with mqtt_exporter_, jvm_ or process_ are reserved, found \"process_x\"");
  }

  @Test
  void aSeriesHasAThousandBytesAtMost() {
    // t{topic=""} is 11 bytes
    put(gauge("t"), Labels.of(Map.of("topic", "é".repeat(494))), 1, MINUTE);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(gauge("t"), Labels.of(Map.of("topic", "é".repeat(495))), 1, MINUTE))
        .withMessage("expected a series of at most 1000 bytes with its labels, found one of 1001")
        .extracting(RejectedException::reason)
        .isEqualTo(Reason.invalid);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aHelpHasAThousandCharactersAtMost() {
    Metric.of("t", MetricType.gauge, "x".repeat(1_000), null);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> Metric.of("t", MetricType.gauge, "x".repeat(1_001), null))
        .withMessage("expected a help of at most 1000 characters, found 1001");
  }

  @Test
  void seriesAreInTheOrderOfTheirLabelsWhateverOrderTheyAreGivenIn() {
    put(gauge("t"), Labels.of(Map.of("b", "1", "a", "2", "c", "")), 1, MINUTE);
    put(gauge("t"), Labels.of(Map.of("a", "2", "b", "1")), 2, MINUTE);
    put(gauge("t"), Labels.NONE, 3, MINUTE);
    put(gauge("s"), Labels.of(Map.of("a", "")), 4, MINUTE);
    assertThat(scrape()).isEqualTo("s 4\nt 3\nt{a=\"2\",b=\"1\"} 2\n");
  }

  @Test
  void aScrapeOfManySeriesHasEachOnce() {
    for (int i = 0; i < 1_000; i++) {
      put(gauge("t"), Labels.of(Map.of("topic", String.valueOf(i))), i, MINUTE);
      put(gauge("u" + i), Labels.NONE, i, MINUTE);
    }
    assertThat(scrape().lines()).hasSize(2_000).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aSeriesThatGoesDuringAScrapeIsLeftOut() {
    for (int i = 0; i < 1_000; i++) {
      put(gauge("t"), Labels.of(Map.of("topic", String.valueOf(i))), i, i == 999 ? NANO : MINUTE);
      put(gauge("u" + i), Labels.NONE, i, NANO);
    }
    Lines first = store.scrape(null);
    pass(NANO);
    List<String> rest = new ArrayList<>();
    for (Lines lines = store.scrape(first); lines != null; lines = store.scrape(lines)) {
      Metric metric = lines.metric();
      lines.lines().forEach(line -> rest.add(metric.name() + line.labels()));
    }
    assertThat(rest).hasSizeBetween(1, 998).noneMatch(series -> series.matches("u.*|.*999.*"));
    assertThat(store.size()).isEqualTo(999);
  }

  @Test
  void aDescriptionFillsInWhatSamplesLeaveOut() {
    put(Metric.of("t_celsius", MetricType.gauge, null, null), KITCHEN, 1, MINUTE);
    put(Metric.of("t_celsius", MetricType.gauge, "Heat", "celsius"), ATTIC, 1, MINUTE);
    put(Metric.of("t_celsius", MetricType.gauge, "Cold", null), ATTIC, 1, MINUTE);
    assertThat(requireNonNull(store.scrape(null)).metric())
        .isEqualTo(Metric.of("t_celsius", MetricType.gauge, "Heat", "celsius"));

    store.describe(Metric.of("t_celsius", MetricType.gauge, "Warmth", null));
    assertThat(requireNonNull(store.scrape(null)).metric())
        .isEqualTo(Metric.of("t_celsius", MetricType.gauge, "Warmth", "celsius"));
  }

  @Test
  @Timeout(300)
  void aSampleThatReplacesAnExpiredOneDuringASweepIsNotLost() throws Exception {
    SeriesStore shared =
        new SeriesStore(new AtomicLong()::incrementAndGet, SeriesStore.Limits.DEFAULT);
    Metric metric = gauge("t");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> writers =
          Stream.of(KITCHEN, ATTIC)
              .<Future<?>>map(
                  room ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 20_000; i++) {
                              put(shared, metric, room, -1, NANO);
                              put(shared, metric, room, i, Duration.ZERO);
                              assertThat(Scrape.series(shared))
                                  .contains("t" + room + " " + i + "\n");
                            }
                          }))
              .toList();
      Future<?> reader =
          threads.submit(
              () -> {
                while (!writers.stream().allMatch(Future::isDone)) {
                  Scrape.series(shared);
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

    assertThat(Scrape.series(shared))
        .isEqualTo("t{room=\"attic\"} 19999\nt{room=\"kitchen\"} 19999\n");
  }

  private static void put(
      SeriesStore store, Metric metric, Labels labels, double value, Duration retainTime) {
    Origin origin = new Origin("r", null, false, Duration.ZERO);
    store.put(metric, List.of(new Sample(labels, value, retainTime, origin, false, null)));
  }

  private void put(Metric metric, Labels labels, double value, Duration retainTime) {
    put(store, metric, labels, value, retainTime);
  }

  private static Metric gauge(String name) {
    return Metric.of(name, MetricType.gauge, null, null);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private String scrape() {
    return Scrape.series(store);
  }

  private static void assertRefused(
      String name, MetricType type, @Nullable String unit, String message) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> Metric.of(name, type, null, unit))
        .withMessage(message)
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}
