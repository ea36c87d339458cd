package io.github.mqtttopicexporter.series;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Iterator;
import java.util.List;

/** A metric family as a scrape shows it. */
public interface ScrapedFamily {

  /** The name without the suffixes of its type. */
  String name();

  /** A few of its series each, made when they are asked for; together they are all. */
  Iterator<MetricSnapshot> parts();

  /** A family that is small enough to be made at once. */
  static ScrapedFamily of(MetricSnapshot whole) {
    return new ScrapedFamily() {
      @Override
      public String name() {
        return whole.getMetadata().getPrometheusName();
      }

      @Override
      public Iterator<MetricSnapshot> parts() {
        return List.of(whole).iterator();
      }
    };
  }
}
