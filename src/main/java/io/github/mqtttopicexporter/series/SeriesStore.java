package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.RejectedException;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The last sample of each series, until it expires: families by their names, series by their
 * labels. A scrape that begins after the retain time of a series has passed leaves it out; the
 * scrape or the next sweep frees it.
 *
 * <p>Thread-safe: one lock guards all of it, and is held for microseconds. A scrape reads about a
 * hundred series at a time, so a sample that arrives meanwhile is in this scrape or in the next.
 */
public final class SeriesStore {

  /** A longer series would take the memory of several. */
  private static final int MAX_BYTES = 1_000;

  /** A scrape reads at most this many series at a time. */
  private static final int LINES = 100;

  private static final Comparator<Series> BY_TOPIC =
      Comparator.comparing((Series series) -> series.route)
          .thenComparing(series -> series.topic)
          .thenComparing(series -> series.family.metric.name())
          .thenComparing(series -> series.labels);

  /** Its empty name sorts before all others. */
  private static final Family NO_FAMILY =
      new Family(new Metric("", MetricType.unknown, null, null));

  private final LongSupplier nanoTime;
  private final Limits limits;

  private final NavigableMap<String, Family> families = new TreeMap<>();
  private int size;
  private long taken;
  private long expired;
  private long refused;

  /** The series of messages that have a topic. */
  private final NavigableSet<Series> byTopic = new TreeSet<>(BY_TOPIC);

  /** The series that match the pattern of a closing series, of any so far. */
  private final Map<MetricPattern, LabelIndex> closable = new HashMap<>();

  /** The closing series whose value is 0. */
  private final LabelIndex closings = new LabelIndex();

  /**
   * The greatest number of series that are held.
   *
   * @param total of all metrics together
   * @param perMetric of each metric
   */
  public record Limits(int total, int perMetric) {

    /** The limits that suit a small machine. */
    public static final Limits DEFAULT = new Limits(200_000, 100_000);
  }

  /** A series in a scrape. */
  public record Line(Labels labels, double value) {}

  /** Some series of one metric, at least one, in the order of their labels. */
  public record Lines(Metric metric, List<Line> lines) {

    private String family() {
      return metric.familyName();
    }

    private Labels last() {
      return lines.get(lines.size() - 1).labels;
    }
  }

  /**
   * Creates an empty store.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime()}
   */
  public SeriesStore(LongSupplier nanoTime, Limits limits) {
    this.nanoTime = nanoTime;
    this.limits = limits;
  }

  /** Registers the metrics about the store. */
  public void register(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("mqtt_exporter_series")
        .help("Series held")
        .callback(gauge -> gauge.call(size()))
        .register(registry);
    counter(registry, "mqtt_exporter_samples", "Samples taken", () -> taken);
    counter(registry, "mqtt_exporter_series_expired", "Series that have expired", () -> expired);
    counter(
        registry,
        "mqtt_exporter_series_refused",
        "Samples of new series beyond --series.limit or --series.limit-per-metric",
        () -> refused);
  }

  private void counter(PrometheusRegistry registry, String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call((double) read(count)))
        .register(registry);
  }

  private synchronized long read(LongSupplier count) {
    return count.getAsLong();
  }

  /**
   * Describes a metric as a route file does. Removes its series if they have another type: a scrape
   * has one type of each metric.
   */
  public synchronized void describe(Metric metric) {
    Family family = families.get(metric.familyName());
    if (family == null) {
      return; // the first sample brings its description along
    }
    if (family.metric.type() == metric.type()) {
      family.metric = metric.with(family.metric.help(), family.metric.unit());
    } else {
      List.copyOf(family.series.values()).forEach(this::remove);
    }
  }

  /**
   * Takes all samples of one metric, or none of them if their new series are beyond a limit. A
   * sample that has outlived its retain time is left out, and a retained one of a closed series.
   *
   * @throws RejectedException if the metric has another type or unit, a total is negative or not a
   *     number, a new series is beyond a limit, or its text has more than 1,000 bytes
   */
  public synchronized void put(Metric metric, List<Sample> samples) {
    Family held = families.get(metric.familyName());
    Family family = held == null ? new Family(metric) : held;
    family.metric.requireSame(metric);
    Series[] all = new Series[samples.size()];
    int added = 0;
    for (int i = 0; i < all.length; i++) {
      Sample sample = samples.get(i);
      if (metric.type() == MetricType.counter && !(sample.value() >= 0)) {
        throw RejectedException.notANumber(
            "expected a total of zero or more, found " + sample.value());
      }
      all[i] = family.series.get(sample.labels());
      if (all[i] == null) {
        all[i] = newSeries(family, sample.labels());
        added++;
      }
    }
    requireRoom(family, added);
    family.metric = family.metric.with(metric.help(), metric.unit());
    long now = nanoTime.getAsLong();
    for (int i = 0; i < all.length; i++) {
      Sample sample = samples.get(i);
      if (!sample.isOver() && (!sample.origin().retained() || !isClosed(all[i]))) {
        put(all[i], sample, now);
        taken++;
      }
    }
  }

  private static Series newSeries(Family family, Labels labels) {
    int bytes = family.metric.name().length() + "{}".length() + labels.text().length;
    if (bytes > MAX_BYTES) {
      throw RejectedException.invalid(
          "expected a series of at most %d bytes with its labels, found one of %d"
              .formatted(MAX_BYTES, bytes));
    }
    return new Series(family, labels);
  }

  private void requireRoom(Family family, int added) {
    if (added == 0) {
      return;
    }
    if (family.series.size() + added > limits.perMetric()) {
      throw refused(
          "expected at most %d series of %s (--series.limit-per-metric), found one more"
              .formatted(limits.perMetric(), family.metric.name()));
    }
    if (size + added > limits.total()) {
      throw refused(
          "expected at most %d series (--series.limit), found one more".formatted(limits.total()));
    }
  }

  private RejectedException refused(String message) {
    refused++;
    return new RejectedException(RejectedException.Reason.limit, message);
  }

  private void put(Series series, Sample sample, long now) {
    boolean isNew = series.family.series.putIfAbsent(series.labels, series) == null;
    boolean isMoved = isNew || !series.isFrom(sample.origin());
    if (isNew) {
      add(series);
    } else if (isMoved) {
      byTopic.remove(series); // its place changes with its origin
    }
    boolean wasClosing = series.isClosing();
    if (wasClosing) {
      closings.remove(series);
    }
    series.take(sample, now, isNew);
    if (isMoved && !series.topic.isEmpty()) {
      byTopic.add(series);
    }
    if (series.isClosing()) {
      closings.addByRarest(series);
      if (!wasClosing || !sample.origin().retained()) { // or else it is but sent again
        close(series);
      }
    }
  }

  private void add(Series series) {
    size++;
    families.put(series.family.metric.familyName(), series.family);
    closable.forEach((pattern, matching) -> add(series, pattern, matching));
  }

  private void remove(Series series) {
    Family family = series.family;
    size--;
    family.series.remove(series.labels);
    if (family.series.isEmpty()) {
      families.remove(family.metric.familyName());
    }
    byTopic.remove(series);
    closable.values().forEach(matching -> matching.remove(series));
    closings.remove(series);
  }

  /** Removes every series whose last message came from a route on a topic. */
  public synchronized void forget(String route, String topic) {
    Series first = new Series(NO_FAMILY, Labels.NONE);
    first.route = route;
    first.topic = topic;
    byTopic.tailSet(first).stream()
        .takeWhile(series -> series.route.equals(route) && series.topic.equals(topic))
        .toList()
        .forEach(this::remove);
  }

  /** Removes the series that a closing series closes: those that have all its labels. */
  private void close(Series closing) {
    MetricPattern closes = Objects.requireNonNull(closing.closes);
    closable.computeIfAbsent(closes, this::matching).withAll(closing.labels).stream()
        .filter(series -> series.family != closing.family)
        .forEach(this::remove);
  }

  private LabelIndex matching(MetricPattern pattern) {
    LabelIndex matching = new LabelIndex();
    families.values().stream()
        .flatMap(family -> family.series.values().stream())
        .forEach(series -> add(series, pattern, matching));
    return matching;
  }

  private static void add(Series series, MetricPattern pattern, LabelIndex matching) {
    if (pattern.matches(series.family.metric)) {
      matching.add(series);
    }
  }

  private boolean isClosed(Series series) {
    return closings.hasAny(
        series.labels,
        closing ->
            closing.family != series.family
                && Objects.requireNonNull(closing.closes).matches(series.family.metric));
  }

  /** Frees the expired series; only needed for memory, when nobody scrapes. */
  public synchronized void sweep() {
    long now = nanoTime.getAsLong();
    expire(
        families.values().stream()
            .flatMap(family -> family.series.values().stream())
            .filter(series -> series.isExpired(now))
            .toList());
  }

  /** The number of series held, of all metrics. */
  public synchronized int size() {
    return size;
  }

  /**
   * Reads some live series, in the order of metric names and labels.
   *
   * @param before the last ones that were read; null to begin
   * @return null if there are no more
   */
  public synchronized @Nullable Lines scrape(@Nullable Lines before) {
    long now = nanoTime.getAsLong();
    List<Series> old = new ArrayList<>();
    Lines found = null;
    for (Family family : families.tailMap(before == null ? "" : before.family(), true).values()) {
      List<Line> lines = new ArrayList<>(Math.min(LINES, family.series.size()));
      for (Series series : after(before, family)) {
        if (series.isExpired(now)) {
          old.add(series);
        } else {
          lines.add(new Line(series.labels, series.value));
        }
        if (lines.size() == LINES) {
          break;
        }
      }
      if (!lines.isEmpty()) {
        found = new Lines(family.metric, lines);
        break;
      }
    }
    expire(old);
    return found;
  }

  private void expire(List<Series> old) {
    old.forEach(this::remove);
    expired += old.size();
  }

  private static Collection<Series> after(@Nullable Lines before, Family family) {
    return before != null && before.family().equals(family.metric.familyName())
        ? family.series.tailMap(before.last(), false).values()
        : family.series.values();
  }
}
