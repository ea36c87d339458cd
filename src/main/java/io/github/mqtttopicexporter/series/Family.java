package io.github.mqtttopicexporter.series;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A metric family: the series of one name.
 *
 * @param declarations by whom it is declared; none if samples made it, or its endpoints are gone
 * @param weight what it counts for in the total, besides its series
 */
record Family(Metric metric, List<Declaration> declarations, HeldSeries series, int weight)
    implements ScrapedFamily {

  /** What the series weigh that a scrape has in memory as snapshots and text. */
  private static final int PART = 256;

  boolean isDeclared() {
    return !declarations.isEmpty();
  }

  /**
   * The family with one more declaration.
   *
   * @throws InvalidSampleException if it contradicts those that there are
   */
  Family with(Declaration declaration) {
    return new Family(
        isDeclared() ? metric.merge(declaration.metric()) : declaration.metric(),
        Stream.concat(declarations.stream(), Stream.of(declaration)).toList(),
        series,
        0);
  }

  /** The family without a declaration; the last one leaves what it said behind. */
  Family without(Declaration declaration) {
    List<Declaration> others = declarations.stream().filter(d -> d != declaration).toList();
    return new Family(
        others.stream().map(Declaration::metric).reduce(Metric::merge).orElse(metric),
        others,
        series,
        weight);
  }

  @Override
  public String name() {
    return metric.name();
  }

  @Override
  public Iterator<MetricSnapshot> parts() {
    return snapshots(PART);
  }

  /** What a scrape shows of it, in one. */
  MetricSnapshot snapshot() {
    Iterator<MetricSnapshot> whole = snapshots(Integer.MAX_VALUE);
    return whole.hasNext() ? whole.next() : snapshot(List.of()); // its series may just have gone
  }

  private Iterator<MetricSnapshot> snapshots(int weight) {
    Iterator<List<Map.Entry<Labels, Sample>>> parts = series.parts(weight);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return parts.hasNext();
      }

      @Override
      public MetricSnapshot next() {
        return snapshot(parts.next());
      }
    };
  }

  private MetricSnapshot snapshot(List<Map.Entry<Labels, Sample>> held) {
    return switch (metric.type()) {
      case gauge ->
          new GaugeSnapshot(
              metric.metadata(),
              held.stream()
                  .map(s -> new GaugeDataPointSnapshot(value(s), s.getKey(), null))
                  .toList());
      case counter ->
          new CounterSnapshot(
              metric.metadata(),
              held.stream()
                  .map(s -> new CounterDataPointSnapshot(value(s), s.getKey(), null, 0L))
                  .toList());
      case unknown ->
          new UnknownSnapshot(
              metric.metadata(),
              held.stream()
                  .map(s -> new UnknownDataPointSnapshot(value(s), s.getKey(), null))
                  .toList());
    };
  }

  private static double value(Map.Entry<Labels, Sample> series) {
    return series.getValue().value();
  }
}
