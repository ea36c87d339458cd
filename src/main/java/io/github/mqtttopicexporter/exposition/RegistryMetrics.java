package io.github.mqtttopicexporter.exposition;

import io.github.mqtttopicexporter.series.Metric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Map<String, MetricSnapshot> byName = new HashMap<>();
  private final List<MetricSnapshot> metrics = new ArrayList<>();

  /**
   * Collects the metrics.
   *
   * @param told the subjects of faults that have been logged; thread-safe
   */
  RegistryMetrics(PrometheusRegistry registry, Set<String> told) {
    this.told = told;
    try {
      registry.scrape().forEach(this::add);
    } catch (RuntimeException e) {
      tell("the metrics of the exporter itself cannot be collected", e.toString());
    }
  }

  private void add(MetricSnapshot metric) {
    String name = metric.getMetadata().getPrometheusName();
    metrics.add(metric);
    byName.put(name, metric);
    byName.put(name + (metric instanceof CounterSnapshot ? "_total" : "_info"), metric);
  }

  /** Leaves out a meter with the name of another metric: a scrape has one metric of each name. */
  void leaveOut(Metric other) {
    for (String name : List.of(other.name(), other.familyName())) {
      if (metrics.remove(byName.get(name))) {
        tell(
            name,
            "the meter of this name is left out of scrapes: a prometheus: endpoint has the same name");
      }
    }
  }

  /** Writes the metrics and the end of the format. */
  void writeTo(Text text, TextFormat format) throws IOException {
    Text all = new Text();
    try {
      format.writeLast(all, new MetricSnapshots(metrics));
      all.moveTo(text);
    } catch (RuntimeException e) {
      tell("the metrics of the exporter itself cannot be written", e.toString());
      format.writeLast(text, new MetricSnapshots());
    }
  }

  private void tell(String subject, String fault) {
    if (told.add(subject)) {
      logger.error("{}: {}", subject, fault);
    }
  }
}
