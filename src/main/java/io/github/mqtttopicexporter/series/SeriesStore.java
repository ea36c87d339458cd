package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.NotANumberException;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last sample of each series, until it expires.
 *
 * <p>Thread-safe: routes put samples from as many threads as they have, scrapes and sweeps come
 * from others. Samples of series that are there seldom wait for each other; new series of one
 * metric do, and seldom those of two metrics. A scrape sees each series whole: a sample that
 * arrives meanwhile is in this scrape or in the next. A scrape that begins after the retain time of
 * a series has passed leaves it out, whenever the last sweep was; the scrape or the next sweep
 * frees it.
 */
public final class SeriesStore implements MultiCollector {

  /** More deletions than this do not wait for the next scrape or sweep. */
  private static final int MAX_TOMBSTONES = 10_000;

  private final LongSupplier nanoTime;
  private final Limits limits;
  private final Limit total;
  private final Refusals refusals = new Refusals();

  /**
   * By the name without {@code _total}. Series are added, and families replaced and removed, only
   * within {@code compute}: so no series is added to a family that is no longer there.
   */
  private final ConcurrentMap<String, Family> families = new ConcurrentHashMap<>();

  /**
   * The deletions that wait for the next scrape or sweep: of each origin the last era that ends.
   */
  private final ConcurrentMap<Origin, Long> tombstones = new ConcurrentHashMap<>();

  private final AtomicLong era = new AtomicLong();

  /**
   * The most series that are held. A series counts one more for every 100 characters of its labels,
   * each of which counts as 20 besides; a metric that samples made counts as a series.
   *
   * @param total of all metrics together
   * @param perMetric of each metric
   */
  public record Limits(int total, int perMetric) {

    /** What suits a small machine. */
    public static final Limits DEFAULT = new Limits(200_000, 100_000);
  }

  /**
   * Creates an empty store.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime()}
   */
  public SeriesStore(LongSupplier nanoTime, Limits limits) {
    this.nanoTime = nanoTime;
    this.limits = limits;
    this.total = new Limit(limits.total());
  }

  /**
   * Declares a metric. Several endpoints may declare the same one; help and unit may be left out by
   * all but one of them. What was said by nobody who is still there is replaced.
   *
   * @throws InvalidSampleException if another declaration says otherwise
   */
  public Declaration declare(Metric metric) {
    Declaration declaration = new Declaration(metric);
    families.compute(metric.name(), (name, family) -> declared(family, declaration));
    return declaration;
  }

  private Family declared(@Nullable Family family, Declaration declaration) {
    if (family == null) {
      return new Family(declaration.metric(), List.of(declaration), newSeries(), 0);
    }
    Family declared = family.with(declaration);
    total.giveBack(family.weight());
    if (declared.metric().type() == family.metric().type()) {
      return declared;
    }
    // a sample of another type, such as a total below zero, would fail the whole scrape
    family.series().clear();
    return new Family(declared.metric(), declared.declarations(), newSeries(), 0);
  }

  /** Takes a declaration back. Its series live on until they expire. */
  public void withdraw(Declaration declaration) {
    String name = declaration.metric().name();
    families.computeIfPresent(name, (same, family) -> family.without(declaration));
    dropIfEmpty(name);
  }

  private HeldSeries newSeries() {
    return new HeldSeries(total, new Limit(limits.perMetric()));
  }

  /**
   * Replaces the sample of one series.
   *
   * @param retainTime how long the series outlives this sample; zero is for ever
   * @param origin where the message came from
   * @param keepAge whether a series that is there stays as old as it is
   * @throws NumberFormatException if a counter's value is negative, or no number
   * @throws InvalidSampleException if the metric is of another type or unit by now
   * @throws SampleRefusedException if the series is new and beyond a limit
   */
  public void put(
      Metric metric,
      Labels labels,
      double value,
      Duration retainTime,
      Origin origin,
      boolean keepAge) {
    Sample sample = sample(metric, value, retainTime, origin);
    Family family = families.get(metric.name());
    if (family == null || !update(family, metric, labels, sample, keepAge)) {
      families.compute(
          metric.name(), (name, current) -> put(current, metric, Map.of(labels, sample), keepAge));
    }
  }

  /**
   * The same for several series: of those that are new either all are taken or, beyond a limit,
   * none.
   *
   * @param values by their labels
   */
  public void putAll(
      Metric metric,
      Map<Labels, Double> values,
      Duration retainTime,
      Origin origin,
      boolean keepAge) {
    Map<Labels, Sample> samples = new HashMap<>();
    values.forEach(
        (labels, value) -> samples.put(labels, sample(metric, value, retainTime, origin)));
    families.compute(metric.name(), (name, current) -> put(current, metric, samples, keepAge));
  }

  private Sample sample(Metric metric, double value, Duration retainTime, Origin origin) {
    if (metric.type() == MetricType.counter && !(value >= 0)) {
      // one such sample would fail the whole scrape
      throw new NotANumberException("expected a total of zero or more, found " + value);
    }
    return new Sample(
        value,
        nanoTime.getAsLong(),
        retainTime.toNanos(),
        origin.isRemembered() ? origin : null,
        era.get());
  }

  private boolean update(
      Family family, Metric metric, Labels labels, Sample sample, boolean keepAge) {
    family.metric().requireSame(metric);
    return keepAge
        ? family
            .series()
            .updateKeepingAge(
                labels,
                sample,
                held -> held.expired(sample.receivedNanos()) || isForgotten(held, tombstones))
        : family.series().update(labels, sample);
  }

  /** Adds what is missing, and then updates the rest; within {@code compute}. */
  private Family put(
      @Nullable Family current, Metric metric, Map<Labels, Sample> samples, boolean keepAge) {
    if (current == null) {
      int weight = 1 + HeldSeries.weight(metric.length());
      Family family = new Family(metric, List.of(), newSeries(), weight);
      family.series().add(metric, samples, weight);
      return family;
    }
    current.metric().requireSame(metric);
    Map<Labels, Sample> missing = new HashMap<>(samples);
    missing.keySet().removeIf(current.series()::has);
    current.series().add(metric, missing, 0);
    samples.forEach(
        (labels, sample) -> {
          // unless a sweep frees it this moment
          if (!missing.containsKey(labels) && !update(current, metric, labels, sample, keepAge)) {
            current.series().add(metric, Map.of(labels, sample), 0);
          }
        });
    return current;
  }

  /**
   * Deletes every series whose last sample came from there; from a topic of 256 characters at most.
   */
  public void forget(Origin origin) {
    if (!origin.isRemembered()) {
      return;
    }
    tombstones.merge(origin, era.getAndIncrement(), Math::max);
    if (tombstones.size() > MAX_TOMBSTONES) {
      free(sample -> false);
    }
  }

  private static boolean isForgotten(Sample sample, Map<Origin, Long> tombstones) {
    Long last = sample.origin() == null ? null : tombstones.get(sample.origin());
    return last != null && sample.era() <= last;
  }

  /** Drops the series of other metrics that have all these labels. */
  public void close(Predicate<Metric> metrics, Metric closing, Labels labels) {
    families.forEach(
        (name, family) -> {
          if (!name.equals(closing.name()) && metrics.test(family.metric())) {
            family.series().removeIf((held, sample) -> hasAll(held, labels));
            dropIfEmpty(name);
          }
        });
  }

  private static boolean hasAll(Labels held, Labels labels) {
    return labels.stream().allMatch(label -> label.getValue().equals(held.get(label.getName())));
  }

  /** Frees what is unwanted, what was deleted, and the families that nothing is left of. */
  private void free(Predicate<Sample> unwanted) {
    Map<Origin, Long> deletions = new HashMap<>(tombstones);
    families.forEach(
        (name, family) -> {
          family
              .series()
              .removeIf(
                  (labels, sample) -> unwanted.test(sample) || isForgotten(sample, deletions));
          dropIfEmpty(name);
        });
    deletions.forEach(tombstones::remove); // unless there was another one meanwhile
  }

  private void dropIfEmpty(String name) {
    Family seen = families.get(name);
    if (seen != null && !seen.isDeclared() && seen.series().isEmpty()) {
      families.computeIfPresent(
          name,
          (same, family) -> {
            if (family.isDeclared() || !family.series().isEmpty()) {
              return family;
            }
            total.giveBack(family.weight());
            return null;
          });
    }
  }

  /** What a scrape shows, made while it is written: beside many series there is no room for it. */
  public Stream<ScrapedFamily> scrape() {
    sweep();
    return Stream.concat(withSeries(), ownSnapshots().map(ScrapedFamily::of));
  }

  /** What a scrape shows, made at once. */
  @Override
  public MetricSnapshots collect() {
    sweep();
    return new MetricSnapshots(
        Stream.concat(withSeries().map(Family::snapshot), ownSnapshots()).toList());
  }

  private Stream<Family> withSeries() {
    return families.values().stream().filter(family -> !family.series().isEmpty());
  }

  private Stream<MetricSnapshot> ownSnapshots() {
    return Stream.of(
        new GaugeSnapshot(
            new MetricMetadata("mqtt_exporter_series", "Series held"),
            List.of(new GaugeDataPointSnapshot(held(), Labels.EMPTY, null))),
        refusals.snapshot());
  }

  /** Frees the expired series; only needed for memory, when nobody scrapes. */
  public void sweep() {
    long now = nanoTime.getAsLong();
    free(sample -> sample.expired(now));
  }

  /** The number of series held, of all metrics. */
  public int size() {
    if (!tombstones.isEmpty()) {
      free(sample -> false);
    }
    return held();
  }

  private int held() {
    return families.values().stream().mapToInt(family -> family.series().size()).sum();
  }

  /** The number of metrics that take up memory. */
  public int metrics() {
    return families.size();
  }

  public Refusals refusals() {
    return refusals;
  }
}
