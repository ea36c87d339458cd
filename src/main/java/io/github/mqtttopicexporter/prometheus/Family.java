package io.github.mqtttopicexporter.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A metric family: the series of one name.
 *
 * @param declarations by whom it is declared; none if samples made it, or its endpoints are gone
 * @param weight what it counts for in the total, besides its series
 */
record Family(Metric metric, List<Declaration> declarations, HeldSeries series, int weight) {

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

  /** What a scrape shows of it: nothing if it has no series. */
  Stream<MetricSnapshot> snapshot() {
    List<Map.Entry<Labels, Sample>> held = series.list();
    if (held.isEmpty()) {
      return Stream.empty();
    }
    return Stream.of(
        switch (metric.type()) {
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
        });
  }

  private static double value(Map.Entry<Labels, Sample> series) {
    return series.getValue().value();
  }
}
