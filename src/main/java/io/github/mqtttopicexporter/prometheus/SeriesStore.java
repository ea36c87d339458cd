package io.github.mqtttopicexporter.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Unit;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last sample of each series, until it expires.
 *
 * <p>Thread-safe: routes put samples from as many threads as they have, scrapes and sweeps come
 * from others, and none waits for another. A scrape sees each series whole: a sample that arrives
 * meanwhile is in this scrape or in the next. A series is left out, and freed, from the moment its
 * retain time has passed, so what a scrape shows never depends on when the last sweep was.
 */
public final class SeriesStore implements MultiCollector {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  /** A second family of one name would fail the whole scrape. */
  private static final Pattern OWN_NAME = Pattern.compile("^(mqtt_exporter|jvm|process)_");

  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Family> families = new ConcurrentHashMap<>();

  /**
   * Creates an empty store.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime()}
   */
  public SeriesStore(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Declares a metric family. Several routes may declare the same one; help and unit may be left
   * out by all but one of them.
   *
   * @throws IllegalArgumentException if the name is not a metric name of this type, the unit is not
   *     its suffix, or an earlier declaration says otherwise
   */
  Family declare(String name, MetricType type, @Nullable String help, @Nullable String unit) {
    Family family = Family.of(name, type, help, unit);
    // by the name without _total: a scrape has no two families of that name
    return Objects.requireNonNull(families.merge(family.name, family, Family::merge));
  }

  /**
   * Replaces the sample of one series.
   *
   * @param retainTime how long the series outlives this sample; zero is for ever
   * @throws NumberFormatException if a counter's value is negative
   */
  void put(Family family, Labels labels, double value, Duration retainTime) {
    if (family.type == MetricType.counter && value < 0) {
      // one such sample would fail the whole scrape
      throw new NumberFormatException("expected a total of zero or more, found " + value);
    }
    family.samples.put(labels, new Sample(value, nanoTime.getAsLong(), retainTime.toNanos()));
  }

  @Override
  public MetricSnapshots collect() {
    long now = nanoTime.getAsLong();
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    for (Family family : families.values()) {
      family.expire(now);
      if (!family.samples.isEmpty()) {
        snapshots.metricSnapshot(family.snapshot());
      }
    }
    return snapshots.build();
  }

  /** Frees the expired series; only needed for memory, when nobody scrapes. */
  void sweep() {
    long now = nanoTime.getAsLong();
    families.values().forEach(family -> family.expire(now));
  }

  /** The number of series held, of all families. */
  public int size() {
    return families.values().stream().mapToInt(family -> family.samples.size()).sum();
  }

  private record Sample(double value, long receivedNanos, long retainNanos) {

    boolean expired(long now) {
      return retainNanos > 0 && now - receivedNanos >= retainNanos;
    }
  }

  /** A metric family: the series of one name. */
  static final class Family {

    private final String name;
    private final MetricType type;
    private final @Nullable String help;
    private final @Nullable String unit;
    private final ConcurrentMap<Labels, Sample> samples;

    private Family(
        String name,
        MetricType type,
        @Nullable String help,
        @Nullable String unit,
        ConcurrentMap<Labels, Sample> samples) {
      this.name = name;
      this.type = type;
      this.help = help;
      this.unit = unit;
      this.samples = samples;
    }

    static Family of(String name, MetricType type, @Nullable String help, @Nullable String unit) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "expected a metric name of letters, digits, _ and :, found \"" + name + "\"");
      }
      if (OWN_NAME.matcher(name).find()) {
        throw new IllegalArgumentException(
            "expected a metric name that the exporter has no use for, found \"" + name + "\"");
      }
      if (type == MetricType.counter && !name.endsWith("_total")) {
        throw new IllegalArgumentException(
            "expected the name of a counter to end in _total, found \"" + name + "\"");
      }
      String base = type == MetricType.counter ? name.replaceFirst("_total$", "") : name;
      String fault = PrometheusNaming.validateMetricName(base);
      if (fault != null) {
        throw new IllegalArgumentException(
            "expected the name of a " + type + ", found \"" + name + "\": " + fault);
      }
      if (unit != null && (unit.isEmpty() || !base.endsWith("_" + unit))) {
        throw new IllegalArgumentException(
            "expected a metric name with its unit as suffix, _"
                + unit
                + ", found \""
                + name
                + "\"");
      }
      return new Family(base, type, help, unit, new ConcurrentHashMap<>());
    }

    private Family merge(Family later) {
      if (type != later.type) {
        throw conflict("type", type, later.type);
      }
      // both views share the samples: a producer keeps the one it was given
      return new Family(
          name, type, merge("help", help, later.help), merge("unit", unit, later.unit), samples);
    }

    private @Nullable String merge(
        String option, @Nullable String earlier, @Nullable String later) {
      if (earlier != null && later != null && !earlier.equals(later)) {
        throw conflict(option, earlier, later);
      }
      return earlier != null ? earlier : later;
    }

    private IllegalArgumentException conflict(String option, Object earlier, Object later) {
      return new IllegalArgumentException(
          "expected one %s for %s, found \"%s\" and \"%s\""
              .formatted(option, name, earlier, later));
    }

    private void expire(long now) {
      // removes the very sample that was seen: a newer one stays
      samples.forEach(
          (labels, sample) -> {
            if (sample.expired(now)) {
              samples.remove(labels, sample);
            }
          });
    }

    private MetricSnapshot snapshot() {
      MetricMetadata metadata =
          new MetricMetadata(name, help == null ? "" : help, unit == null ? null : new Unit(unit));
      List<Map.Entry<Labels, Sample>> series = List.copyOf(samples.entrySet());
      return switch (type) {
        case gauge ->
            new GaugeSnapshot(
                metadata,
                series.stream()
                    .map(s -> new GaugeSnapshot.GaugeDataPointSnapshot(value(s), s.getKey(), null))
                    .toList());
        case counter ->
            new CounterSnapshot(
                metadata,
                series.stream()
                    .map(
                        s ->
                            new CounterSnapshot.CounterDataPointSnapshot(
                                value(s), s.getKey(), null, 0L))
                    .toList());
        case unknown ->
            new UnknownSnapshot(
                metadata,
                series.stream()
                    .map(
                        s ->
                            new UnknownSnapshot.UnknownDataPointSnapshot(
                                value(s), s.getKey(), null))
                    .toList());
      };
    }

    private static double value(Map.Entry<Labels, Sample> series) {
      return series.getValue().value();
    }
  }
}
