package io.github.mqtttopicexporter.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How series and metrics come and go: limits, deletions, closings, declarations. */
class SeriesLifeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Labels KITCHEN = Labels.of("room", "kitchen");
  private static final Labels ATTIC = Labels.of("room", "attic");
  private static final int LIMIT = 1_000;

  /** One metric full of series, another one half full, and both metrics themselves. */
  private static final int TOTAL = LIMIT + LIMIT / 2 + 2;

  private long now;
  private final SeriesStore store =
      new SeriesStore(() -> now, new SeriesStore.Limits(TOTAL, LIMIT));

  private static Metric gauge(String name) {
    return Metric.of(name, MetricType.gauge, null, null);
  }

  private static Labels number(int i) {
    return Labels.of("number", String.valueOf(i));
  }

  private void put(Metric metric, Labels labels, double value, @Nullable String topic) {
    store.put(metric, labels, value, MINUTE, new Origin("r", topic), false);
  }

  /** Name, labels and value of each series in a scrape, without what the store says of itself. */
  private List<String> scrape() {
    return store.collect().stream()
        .filter(family -> !family.getMetadata().getName().startsWith("mqtt_exporter_"))
        .flatMap(SeriesLifeTest::lines)
        .sorted()
        .toList();
  }

  private static Stream<String> lines(MetricSnapshot family) {
    return family.getDataPoints().stream()
        .map(
            series ->
                family.getMetadata().getName()
                    + (series.getLabels().isEmpty() ? "" : series.getLabels())
                    + " "
                    + value(series));
  }

  private static double value(DataPointSnapshot series) {
    return series instanceof CounterDataPointSnapshot counter
        ? counter.getValue()
        : ((GaugeDataPointSnapshot) series).getValue();
  }

  private static void inThreads(int count, Callable<?> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        runs.add(threads.submit(task));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Timeout(300)
  void theLimitOfAMetricIsExactHoweverManyThreadsPut() throws Exception {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    inThreads(
        4,
        () -> {
          for (int i = next.getAndIncrement(); i < 2 * LIMIT; i = next.getAndIncrement()) {
            try {
              put(gauge("t"), number(i), i, null);
            } catch (SampleRefusedException e) {
              refused.incrementAndGet();
            }
          }
          return null;
        });
    assertThat(store.size()).isEqualTo(LIMIT);
    assertThat(refused).hasValue(LIMIT);
  }

  @Test
  @Timeout(300)
  void whatIsFreedWhileThreadsPutIsCountedOnce() throws Exception {
    AtomicInteger next = new AtomicInteger();
    inThreads(
        4,
        () -> {
          for (int i = next.getAndIncrement(); i < 20_000; i = next.getAndIncrement()) {
            String topic = "topic/" + i % 50;
            put(gauge("t" + i % 7), number(i % 100), i, topic);
            if (i % 5 == 0) {
              store.forget(new Origin("r", topic));
              store.sweep();
            }
          }
          return null;
        });
    IntStream.range(0, 50).forEach(i -> store.forget(new Origin("r", "topic/" + i)));
    assertThat(store.size()).isZero();
    assertThat(store.metrics()).isZero();

    // had any been counted twice or never, there would be room for more or fewer than these
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("a"), number(i), i, null));
    IntStream.range(0, LIMIT / 2).forEach(i -> put(gauge("b"), number(i), i, null));
    assertThatExceptionOfType(SampleRefusedException.class)
        .isThrownBy(() -> put(gauge("c"), KITCHEN, 1, null));
  }

  @Test
  void aSeriesBeyondALimitIsRefusedAndTheOthersGoOn() {
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("t"), number(i), i, null));
    assertThatExceptionOfType(SampleRefusedException.class)
        .isThrownBy(() -> put(gauge("t"), KITCHEN, 1, null))
        .withMessage(
            "expected at most 1000 series of t (--series.limit-per-metric), found one more")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    put(gauge("t"), number(0), 42, null);
    assertThat(scrape()).hasSize(LIMIT).contains("t{number=\"0\"} 42.0");

    IntStream.range(0, LIMIT / 2).forEach(i -> put(gauge("u"), number(i), i, null));
    assertThatExceptionOfType(SampleRefusedException.class)
        .isThrownBy(() -> put(gauge("v"), KITCHEN, 1, null))
        .withMessage("expected at most 1502 series (--series.limit), found one more");
    assertThat(store.metrics()).isEqualTo(2);

    now += MINUTE.toNanos();
    store.sweep();
    put(gauge("v"), KITCHEN, 1, null);
    assertThat(scrape()).containsExactly("v{room=\"kitchen\"} 1.0");
  }

  @Test
  void severalSeriesAreTakenTogetherOrNotAtAll() {
    Map<Labels, Double> states = Map.of(number(0), 0.0, number(1), 1.0, number(2), 0.0);
    IntStream.range(2, LIMIT).forEach(i -> put(gauge("t"), number(i), -1, null));
    assertThatExceptionOfType(SampleRefusedException.class)
        .isThrownBy(
            () ->
                store.putAll(
                    gauge("t"),
                    Map.of(number(-1), 1.0, number(0), 0.0, number(1), 0.0, number(2), 0.0),
                    MINUTE,
                    new Origin("r", null),
                    false));
    assertThat(store.size()).isEqualTo(LIMIT - 2);
    assertThat(scrape()).contains("t{number=\"2\"} -1.0");

    store.putAll(gauge("t"), states, MINUTE, new Origin("r", null), false);
    assertThat(store.size()).isEqualTo(LIMIT);
    assertThat(scrape())
        .contains("t{number=\"0\"} 0.0", "t{number=\"1\"} 1.0", "t{number=\"2\"} 0.0");
  }

  @Test
  void longLabelsAndNamesCountForMore() {
    SeriesStore small = new SeriesStore(() -> now, new SeriesStore.Limits(8, 3));
    Labels threefold = Labels.of("long", "x".repeat(176));
    String twofold = "n".repeat(100);
    putInto(small, "t", threefold); // 1 + 3
    assertThatRefusedBy(small, "t", KITCHEN);
    putInto(small, twofold, KITCHEN); // 2 + 1
    assertThatRefusedBy(small, "u", KITCHEN); // 1 + 1

    small.forget(new Origin("r", "t"));
    assertThat(small.size()).isEqualTo(1);
    putInto(small, twofold, ATTIC); // 4 in all
    putInto(small, "u", KITCHEN); // 6
    putInto(small, "v", KITCHEN); // 8
    assertThatRefusedBy(small, "u", ATTIC);
  }

  @Test
  void manyLabelsCountForMore() {
    SeriesStore small = new SeriesStore(() -> now, new SeriesStore.Limits(8, 3));
    Labels twofold = Labels.of("a", "1", "b", "2", "c", "3", "d", "4", "e", "5");
    putInto(small, "t", twofold);
    assertThatRefusedBy(small, "t", twofold.add("f", "6"));
    putInto(small, "t", KITCHEN);
  }

  @Test
  void aTopicOfSeventyFourCharactersCountsAsOne() {
    SeriesStore small = new SeriesStore(() -> now, new SeriesStore.Limits(8, 2));
    putInto(small, "mqtt_topic", Labels.of("topic", "x".repeat(74)));
    assertThatRefusedBy(small, "mqtt_topic", Labels.of("topic", "x".repeat(75)));
    putInto(small, "mqtt_topic", Labels.of("topic", "y".repeat(74)));
  }

  private void putInto(SeriesStore small, String metric, Labels labels) {
    small.put(gauge(metric), labels, 1, MINUTE, new Origin("r", metric), false);
  }

  private void assertThatRefusedBy(SeriesStore small, String metric, Labels labels) {
    assertThatExceptionOfType(SampleRefusedException.class)
        .isThrownBy(() -> putInto(small, metric, labels));
  }

  @Test
  void aTopicIsForgottenWithTheSeriesThatItMadeLast() {
    put(gauge("t"), KITCHEN, 1, "a");
    put(gauge("u"), KITCHEN, 2, "a");
    put(gauge("u"), ATTIC, 3, "a");
    put(gauge("u"), ATTIC, 4, "b");
    put(gauge("v"), ATTIC, 5, null);

    store.forget(new Origin("r", "a"));

    assertThat(store.size()).isEqualTo(2);
    assertThat(scrape()).containsExactly("u{room=\"attic\"} 4.0", "v{room=\"attic\"} 5.0");
    assertThat(store.metrics()).isEqualTo(2);
  }

  @Test
  void aScrapeRightAfterADeletionIsExact() {
    put(gauge("t"), KITCHEN, 1, "a");
    store.forget(new Origin("r", "a"));
    assertThat(scrape()).isEmpty();
  }

  @Test
  void aSampleAfterADeletionIsNotLost() {
    put(gauge("t"), KITCHEN, 1, "a");
    put(gauge("t"), ATTIC, 2, "a");
    store.forget(new Origin("r", "a"));
    put(gauge("t"), KITCHEN, 3, "a"); // at the same nanosecond
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 3.0");

    put(gauge("t"), ATTIC, 4, "a");
    assertThat(scrape()).containsExactly("t{room=\"attic\"} 4.0", "t{room=\"kitchen\"} 3.0");
  }

  @Test
  void manyDeletionsDoNotWaitForAScrape() {
    put(gauge("t"), KITCHEN, 1, "topic/0");
    IntStream.rangeClosed(0, 10_000).forEach(i -> store.forget(new Origin("r", "topic/" + i)));
    assertThat(store.metrics()).isZero();
  }

  @Test
  void aReplayNeverMakesASeriesLookFresh() {
    store.put(gauge("t"), KITCHEN, 1, MINUTE, new Origin(null, null), true);
    now += MINUTE.toNanos() - 1;
    store.put(gauge("t"), KITCHEN, 2, MINUTE, new Origin(null, null), true);
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 2.0");
    now += 1;
    assertThat(scrape()).isEmpty();
  }

  @Test
  void aReplayOfASeriesThatIsGoneLivesOneRetainTime() {
    put(gauge("t"), KITCHEN, 1, "a");
    now += MINUTE.toNanos(); // expired, but not swept
    store.put(gauge("t"), KITCHEN, 2, MINUTE, new Origin("r", "a"), true);
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 2.0");

    now += MINUTE.toNanos() - 1;
    store.forget(new Origin("r", "a"));
    store.put(gauge("t"), KITCHEN, 3, MINUTE, new Origin("r", "a"), true);
    now += MINUTE.toNanos() - 1;
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 3.0");
  }

  @Test
  void aClosingDropsTheSeriesOfOtherMetricsWithAllItsLabels() {
    Labels device = Labels.of("device", "plug");
    put(gauge("up"), device, 0, null);
    put(gauge("x_watts"), device, 1, null);
    put(gauge("x_watts"), Labels.of("device", "plug", "phase", "1"), 2, null);
    put(gauge("x_watts"), Labels.of("device", "lamp"), 3, null);
    put(gauge("x_watts"), Labels.EMPTY, 4, null);
    put(gauge("y"), device, 5, null);
    put(Metric.of("wh_total", MetricType.counter, null, null), device, 6, null);

    store.close(new MetricPattern("x_*,up, wh_total"), gauge("up"), device);

    assertThat(scrape())
        .containsExactly(
            "up{device=\"plug\"} 0.0",
            "x_watts 4.0",
            "x_watts{device=\"lamp\"} 3.0",
            "y{device=\"plug\"} 5.0");
    assertThat(store.metrics()).isEqualTo(3);
  }

  @Test
  void aSampleOfAnotherTypeOrUnitThanItsMetricIsInvalid() {
    put(Metric.of("t_celsius", MetricType.gauge, "Heat", "celsius"), KITCHEN, 1, null);
    put(Metric.of("t_celsius", MetricType.gauge, "Cold", null), ATTIC, 1, null);
    assertThatExceptionOfType(InvalidSampleException.class)
        .isThrownBy(
            () -> put(Metric.of("t_celsius", MetricType.unknown, null, null), ATTIC, 1, null))
        .withMessage("expected one type for t_celsius, found \"gauge\" and \"unknown\"");
    assertThat(store.collect().stream().map(family -> family.getMetadata().getHelp()))
        .contains("Heat")
        .doesNotContain("Cold");
  }

  @Test
  void aMetricThatSamplesMadeIsFreedWithItsLastSeries() {
    put(gauge("made"), KITCHEN, 1, null);
    Declaration declaration = store.declare(gauge("declared"));
    put(gauge("declared"), KITCHEN, 1, null);
    now += MINUTE.toNanos();
    store.sweep();
    assertThat(store.metrics()).isEqualTo(1);
    store.withdraw(declaration);
    assertThat(store.metrics()).isZero();
  }

  @Test
  void seriesOutliveTheirDeclarationUntilTheyExpire() {
    Declaration declaration = store.declare(Metric.of("t", MetricType.gauge, "Heat", null));
    put(gauge("t"), KITCHEN, 1, null);
    store.withdraw(declaration);
    assertThat(store.collect().stream().map(family -> family.getMetadata().getHelp()))
        .contains("Heat");
    now += MINUTE.toNanos();
    assertThat(scrape()).isEmpty();
    assertThat(store.metrics()).isZero();
  }

  @Test
  void aNewDeclarationReplacesOnesThatAreGone() {
    Declaration first = store.declare(Metric.of("t", MetricType.gauge, "Heat", null));
    Declaration second = store.declare(gauge("t"));
    put(gauge("t"), KITCHEN, 1, null);
    store.withdraw(first);
    store.withdraw(second);

    store.declare(Metric.of("t", MetricType.gauge, "Cold", null));

    assertThat(store.collect().stream().map(family -> family.getMetadata().getHelp()))
        .contains("Cold");
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 1.0");
  }

  @Test
  void theHelpOfADeclarationGoesWithIt() {
    Declaration first = store.declare(Metric.of("t", MetricType.gauge, "Heat", null));
    store.declare(gauge("t"));
    store.withdraw(first);
    store.declare(Metric.of("t", MetricType.gauge, "Cold", null)); // no conflict
  }

  @Test
  void seriesOfAnotherTypeAreDropped() {
    Declaration gauge = store.declare(gauge("t"));
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("t"), number(i), -1, null));
    store.withdraw(gauge);

    Metric counter = Metric.of("t_total", MetricType.counter, null, null);
    store.declare(counter);

    assertThat(scrape()).isEmpty();
    IntStream.range(0, LIMIT).forEach(i -> put(counter, number(i), 1, null));
    assertThat(store.size()).isEqualTo(LIMIT);
    assertThatExceptionOfType(InvalidSampleException.class)
        .isThrownBy(() -> put(gauge("t"), number(0), -1, null));
  }

  @Test
  @Timeout(300)
  void declarationsComeAndGoWhileThreadsPut() throws Exception {
    Metric counter = Metric.of("t_total", MetricType.counter, null, null);
    AtomicInteger turns = new AtomicInteger();
    inThreads(
        3,
        () -> {
          for (int i = turns.getAndIncrement(); i < 20_000; i = turns.getAndIncrement()) {
            try {
              if (i % 10 == 0) {
                store.withdraw(store.declare(i % 20 == 0 ? gauge("t") : counter));
              } else {
                put(i % 2 == 0 ? gauge("t") : counter, number(i % 30), i % 2 == 0 ? -1 : 1, "a");
              }
              store.collect(); // a negative total would fail it
            } catch (InvalidSampleException ignored) {
              // of the other type just now
            }
          }
          return null;
        });
    store.forget(new Origin("r", "a"));
    assertThat(store.size()).isZero();
    assertThat(store.metrics()).isZero();
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("a"), number(i), i, null));
    IntStream.range(0, LIMIT / 2).forEach(i -> put(gauge("b"), number(i), i, null));
  }
}
