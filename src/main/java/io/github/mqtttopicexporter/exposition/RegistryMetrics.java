package io.github.mqtttopicexporter.exposition;

import io.github.mqtttopicexporter.series.Metric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a registry in one scrape: those of the exporter and the JVM, and the meters of
 * routes. If they fail, the scrape goes out without them, and the log says so once. Not
 * thread-safe.
 */
final class RegistryMetrics {

  private static final Logger logger = LoggerFactory.getLogger(RegistryMetrics.class);

  private final Set<String> told;
  private final Set<String> names = new HashSet<>();
  private MetricSnapshots metrics = new MetricSnapshots();

  /**
   * Collects the metrics, which may block.
   *
   * @param told the subjects of faults that have been logged; thread-safe
   */
  RegistryMetrics(PrometheusRegistry registry, Set<String> told) {
    this.told = told;
    try {
      metrics = registry.scrape();
    } catch (RuntimeException e) {
      tell("the metrics of the exporter itself cannot be collected", e.toString());
    }
  }

  /** Leaves out a meter with the name of another metric: a scrape has one metric of each name. */
  void leaveOut(Metric other) {
    names.add(other.name());
    names.add(other.familyName());
  }

  /** Writes the metrics and the end of the format. */
  void writeTo(Text text, TextFormat format) throws IOException {
    Text all = new Text();
    try {
      format.writeLast(all, new MetricSnapshots(metrics.stream().filter(this::isIn).toList()));
      all.moveTo(text);
    } catch (RuntimeException e) {
      tell("the metrics of the exporter itself cannot be written", e.toString());
      format.writeLast(text, new MetricSnapshots());
    }
  }

  private boolean isIn(MetricSnapshot metric) {
    String name = metric.getMetadata().getPrometheusName();
    return Stream.of(name, name + (metric instanceof CounterSnapshot ? "_total" : "_info"))
        .noneMatch(this::isTaken);
  }

  private boolean isTaken(String name) {
    boolean isTaken = names.contains(name);
    if (isTaken) {
      tell(
          name,
          "the meter of this name is left out of scrapes: a prometheus: endpoint has the same name");
    }
    return isTaken;
  }

  private void tell(String subject, String fault) {
    if (told.add(subject)) {
      logger.error("{}: {}", subject, fault);
    }
  }
}
