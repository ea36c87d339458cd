package io.github.mqtttopicexporter.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.RejectedException.Reason;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How series come and go: limits, deletions, closings, retained messages. */
class SeriesLifeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Labels KITCHEN = Labels.of(Map.of("room", "kitchen"));
  private static final Labels ATTIC = Labels.of(Map.of("room", "attic"));
  private static final Labels PLUG = Labels.of(Map.of("device", "plug"));
  private static final int LIMIT = 1_000;

  /** One metric full of series, and another one half full. */
  private static final int TOTAL = LIMIT + LIMIT / 2;

  private long now;
  private final SeriesStore store =
      new SeriesStore(() -> now, new SeriesStore.Limits(TOTAL, LIMIT));

  private static Metric gauge(String name) {
    return Metric.of(name, MetricType.gauge, null, null);
  }

  private static Labels number(int i) {
    return Labels.of(Map.of("number", String.valueOf(i)));
  }

  private void put(Metric metric, Labels labels, double value, @Nullable String topic) {
    Origin origin = new Origin("r", topic, false, Duration.ZERO);
    store.put(metric, List.of(new Sample(labels, value, MINUTE, origin, false, null)));
  }

  private void putRetained(String name, Labels labels, double value, boolean keepsAge) {
    Origin origin = new Origin("r", "a", true, Duration.ZERO);
    store.put(gauge(name), List.of(new Sample(labels, value, MINUTE, origin, keepsAge, null)));
  }

  /** Puts a sample whose 0 closes metrics. */
  private void close(String name, Labels labels, double value, String closes) {
    Origin origin = new Origin("r", null, false, Duration.ZERO);
    MetricPattern pattern = new MetricPattern(closes);
    store.put(
        gauge(name), List.of(new Sample(labels, value, Duration.ZERO, origin, false, pattern)));
  }

  private void putOld(Labels labels, double value, Duration age) {
    Origin origin = new Origin("r", "a", false, age);
    store.put(gauge("t"), List.of(new Sample(labels, value, MINUTE, origin, false, null)));
  }

  @Test
  void aSeriesLivesFromWhenItsMessageWasPublished() {
    putOld(KITCHEN, 1, Duration.ofSeconds(59));
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 1");
    now = Duration.ofSeconds(1).toNanos();
    assertThat(scrape()).isEmpty();
  }

  @Test
  void aSampleThatHasOutlivedItsRetainTimeChangesNothing() {
    putOld(KITCHEN, 1, Duration.ZERO);
    putOld(KITCHEN, 2, MINUTE);
    putOld(ATTIC, 2, MINUTE);
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 1");
    assertThat(store.size()).isEqualTo(1);
  }

  private List<String> scrape() {
    return Scrape.series(store).lines().toList();
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
            } catch (RejectedException e) {
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
              store.forget("r", topic);
              store.sweep();
            }
          }
          return null;
        });
    IntStream.range(0, 50).forEach(i -> store.forget("r", "topic/" + i));
    assertThat(store.size()).isZero();

    // had any been counted twice or never, there would be room for more or fewer than these
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("a"), number(i), i, null));
    IntStream.range(0, LIMIT / 2).forEach(i -> put(gauge("b"), number(i), i, null));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(gauge("c"), KITCHEN, 1, null));
  }

  @Test
  void aSeriesBeyondALimitIsRefusedAndTheOthersGoOn() {
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("t"), number(i), i, null));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(gauge("t"), KITCHEN, 1, null))
        .withMessage(
            "expected at most 1000 series of t (--series.limit-per-metric), found one more")
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    put(gauge("t"), number(0), 42, null);
    assertThat(scrape()).hasSize(LIMIT).contains("t{number=\"0\"} 42");

    IntStream.range(0, LIMIT / 2).forEach(i -> put(gauge("u"), number(i), i, null));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(gauge("v"), KITCHEN, 1, null))
        .withMessage("expected at most 1500 series (--series.limit), found one more");

    now += MINUTE.toNanos();
    store.sweep();
    put(gauge("v"), KITCHEN, 1, null);
    assertThat(scrape()).containsExactly("v{room=\"kitchen\"} 1");
  }

  @Test
  void aTopicIsForgottenWithTheSeriesThatItMadeLast() {
    put(gauge("t"), KITCHEN, 1, "a");
    put(gauge("u"), KITCHEN, 2, "a");
    put(gauge("u"), ATTIC, 3, "a");
    put(gauge("u"), ATTIC, 4, "b");
    put(gauge("v"), ATTIC, 5, null);

    store.forget("r", "a");

    assertThat(store.size()).isEqualTo(2);
    assertThat(scrape()).containsExactly("u{room=\"attic\"} 4", "v{room=\"attic\"} 5");
  }

  @Test
  void aScrapeRightAfterADeletionIsExact() {
    put(gauge("t"), KITCHEN, 1, "a");
    store.forget("r", "a");
    assertThat(scrape()).isEmpty();
  }

  @Test
  void aSampleAfterADeletionIsNotLost() {
    put(gauge("t"), KITCHEN, 1, "a");
    put(gauge("t"), ATTIC, 2, "a");
    store.forget("r", "a");
    put(gauge("t"), KITCHEN, 3, "a"); // at the same nanosecond
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 3");

    put(gauge("t"), ATTIC, 4, "a");
    assertThat(scrape()).containsExactly("t{room=\"attic\"} 4", "t{room=\"kitchen\"} 3");
  }

  @Test
  void severalSeriesAreTakenTogetherOrNotAtAll() {
    Origin origin = new Origin("r", null, false, Duration.ZERO);
    IntStream.range(2, LIMIT).forEach(i -> put(gauge("t"), number(i), -1, null));
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () ->
                store.put(
                    gauge("t"),
                    IntStream.range(-1, 3)
                        .mapToObj(i -> new Sample(number(i), 1, MINUTE, origin, false, null))
                        .toList()))
        .extracting(RejectedException::reason)
        .isEqualTo(Reason.limit);
    assertThat(store.size()).isEqualTo(LIMIT - 2);
    assertThat(scrape()).contains("t{number=\"2\"} -1");

    store.put(
        gauge("t"),
        IntStream.range(0, 3)
            .mapToObj(i -> new Sample(number(i), i, MINUTE, origin, false, null))
            .toList());
    assertThat(store.size()).isEqualTo(LIMIT);
    assertThat(scrape()).contains("t{number=\"0\"} 0", "t{number=\"1\"} 1", "t{number=\"2\"} 2");
  }

  @Test
  void twoRoutesMayHaveATopicOfOneName() {
    put(gauge("t"), KITCHEN, 1, "a");
    store.forget("other", "a");
    assertThat(store.size()).isEqualTo(1);
    store.forget("r", "a");
    assertThat(store.size()).isZero();
  }

  @Test
  void aReplayNeverMakesASeriesLookFresh() {
    putRetained("t", KITCHEN, 1, true);
    now += MINUTE.toNanos() - 1;
    putRetained("t", KITCHEN, 2, true);
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 2");
    now += 1;
    assertThat(scrape()).isEmpty();
  }

  @Test
  void aReplayOfASeriesThatIsGoneLivesOneRetainTime() {
    put(gauge("t"), KITCHEN, 1, "a");
    now += MINUTE.toNanos(); // expired, but not swept
    putRetained("t", KITCHEN, 2, true);
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 2");

    now += MINUTE.toNanos() - 1;
    store.forget("r", "a");
    putRetained("t", KITCHEN, 3, true);
    now += MINUTE.toNanos() - 1;
    assertThat(scrape()).containsExactly("t{room=\"kitchen\"} 3");
  }

  @Test
  void aClosingDropsTheSeriesOfOtherMetricsWithAllItsLabels() {
    put(gauge("x_watts"), PLUG, 1, null);
    put(gauge("x_watts"), Labels.of(Map.of("device", "plug", "phase", "1")), 2, null);
    put(gauge("x_watts"), Labels.of(Map.of("device", "lamp")), 3, null);
    put(gauge("x_watts"), Labels.NONE, 4, null);
    put(gauge("y"), PLUG, 5, null);
    put(Metric.of("wh_total", MetricType.counter, null, null), PLUG, 6, null);

    close("up", PLUG, 0, "x_*,up, wh_total");

    assertThat(scrape())
        .containsExactly(
            "up{device=\"plug\"} 0",
            "x_watts 4",
            "x_watts{device=\"lamp\"} 3",
            "y{device=\"plug\"} 5");
  }

  @Test
  void aClosingWithoutLabelsDropsAllSeries() {
    put(gauge("x"), PLUG, 1, null);
    put(gauge("x"), Labels.NONE, 1, null);
    put(gauge("y"), PLUG, 1, null);
    close("up", Labels.NONE, 0, "x");
    assertThat(scrape()).containsExactly("up 0", "y{device=\"plug\"} 1");
    putRetained("x", PLUG, 2, false);
    assertThat(scrape()).containsExactly("up 0", "y{device=\"plug\"} 1");
  }

  @Test
  void whatIsClosedStaysClosedForRetainedSamplesInWhateverOrderTheyCome() {
    putRetained("x", PLUG, 1, false);
    close("up", PLUG, 0, "x");
    putRetained("x", Labels.of(Map.of("device", "plug", "phase", "1")), 2, false);
    assertThat(scrape()).containsExactly("up{device=\"plug\"} 0");

    putRetained("x", Labels.of(Map.of("device", "lamp")), 3, false);
    assertThat(scrape()).contains("x{device=\"lamp\"} 3");

    put(gauge("x"), PLUG, 4, null); // the device itself speaks again
    assertThat(scrape()).contains("x{device=\"plug\"} 4");

    close("up", PLUG, 0, "x");
    assertThat(scrape()).doesNotContain("x{device=\"plug\"} 4");
    close("up", PLUG, 1, "x");
    putRetained("x", PLUG, 5, false);
    assertThat(scrape()).contains("x{device=\"plug\"} 5");
  }

  /** A broker delivers a retained message as such only to who subscribes after it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheBrokerSendsAgainClosesNothingAnew(boolean closingFirst) {
    Origin origin = new Origin("r", "cam/online", true, Duration.ZERO);
    Runnable replayOfOffline =
        () ->
            store.put(
                gauge("cam_up"),
                List.of(new Sample(PLUG, 0, MINUTE, origin, true, new MetricPattern("cam_*"))));
    Runnable replayOfFps = () -> putRetained("cam_fps", PLUG, 12, true);

    replayOfOffline.run();
    put(gauge("cam_fps"), PLUG, 12, "a"); // retained, but live
    assertThat(scrape())
        .containsExactly("cam_fps{device=\"plug\"} 12", "cam_up{device=\"plug\"} 0");

    (closingFirst ? replayOfOffline : replayOfFps).run();
    (closingFirst ? replayOfFps : replayOfOffline).run();
    assertThat(scrape())
        .containsExactly("cam_fps{device=\"plug\"} 12", "cam_up{device=\"plug\"} 0");

    close("cam_up", PLUG, 0, "cam_*");
    replayOfFps.run();
    assertThat(scrape()).as("a live one closes").containsExactly("cam_up{device=\"plug\"} 0");
  }

  @Test
  void whatAClosingThatIsGoneClosedIsOpen() {
    close("up", PLUG, 0, "x");
    put(gauge("up"), PLUG, 0, "a"); // by an endpoint that closes nothing
    putRetained("x", PLUG, 1, false);
    assertThat(scrape()).contains("x{device=\"plug\"} 1");

    close("up", PLUG, 0, "x");
    store.forget("r", "");
    store.describe(Metric.of("up", MetricType.unknown, null, null));
    putRetained("x", PLUG, 1, false);
    assertThat(scrape()).containsExactly("x{device=\"plug\"} 1");
  }

  @Test
  @Timeout(60)
  void closingsAndDeletionsDoNotLookAtEverySeries() {
    SeriesStore large = new SeriesStore(() -> 0, new SeriesStore.Limits(200_000, 200_000));
    MetricPattern closes = new MetricPattern("x");
    for (int i = 0; i < 100_000; i++) {
      Labels labels = Labels.of(Map.of("house", "mine", "device", String.valueOf(i)));
      Origin origin = new Origin("r", "topic/" + i, false, Duration.ZERO);
      large.put(gauge("x"), List.of(new Sample(labels, 1, Duration.ZERO, origin, false, null)));
    }
    // a look at all 100,000 for each of these would be 2,000,000,000 steps
    for (int i = 0; i < 10_000; i++) {
      Labels labels = Labels.of(Map.of("house", "mine", "device", String.valueOf(i)));
      Origin origin = new Origin("r", null, false, Duration.ZERO);
      large.put(gauge("up"), List.of(new Sample(labels, 0, Duration.ZERO, origin, false, closes)));
      large.put(
          gauge("x"),
          List.of(
              new Sample(
                  labels,
                  1,
                  Duration.ZERO,
                  new Origin("r", "topic", true, Duration.ZERO),
                  false,
                  null)));
      large.forget("r", "topic/" + (50_000 + i));
    }
    assertThat(large.size()).isEqualTo(100_000 - 20_000 + 10_000);
  }

  @Test
  void aSampleOfAnotherTypeOrUnitThanItsMetricIsInvalid() {
    put(Metric.of("t_celsius", MetricType.gauge, "Heat", "celsius"), KITCHEN, 1, null);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(
            () -> put(Metric.of("t_celsius", MetricType.unknown, null, null), ATTIC, 1, null))
        .withMessage("expected one type for t_celsius, found \"gauge\" and \"unknown\"");
  }

  @Test
  void seriesOfAnotherTypeThanARouteFileDescribesAreDropped() {
    IntStream.range(0, LIMIT).forEach(i -> put(gauge("t"), number(i), -1, null));

    Metric counter = Metric.of("t_total", MetricType.counter, null, null);
    store.describe(counter);

    assertThat(scrape()).isEmpty();
    IntStream.range(0, LIMIT).forEach(i -> put(counter, number(i), 1, null));
    assertThat(store.size()).isEqualTo(LIMIT);
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> put(gauge("t"), number(0), -1, null));
  }
}
