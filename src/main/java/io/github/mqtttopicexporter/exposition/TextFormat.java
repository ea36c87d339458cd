package io.github.mqtttopicexporter.exposition;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.SeriesStore.Line;
import io.github.mqtttopicexporter.series.SeriesStore.Lines;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A text format of Prometheus. */
enum TextFormat {
  /** <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Version 0.0.4</a>. */
  CLASSIC(PrometheusTextFormatWriter.create()) {
    @Override
    void write(Text text, Metric metric) {
      if (metric.help() != null) {
        text.write("# HELP " + metric.name() + " " + escaped(metric.help()) + "\n");
      }
      MetricType type = metric.type();
      String name = type == MetricType.unknown ? "untyped" : type.name();
      text.write("# TYPE " + metric.name() + " " + name + "\n");
    }
  },

  /** <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>. */
  OPEN_METRICS(OpenMetricsTextFormatWriter.create()) {
    @Override
    void write(Text text, Metric metric) {
      String name = metric.familyName();
      text.write("# TYPE " + name + " " + metric.type() + "\n");
      if (metric.unit() != null) {
        text.write("# UNIT " + name + " " + metric.unit() + "\n");
      }
      if (metric.help() != null) {
        text.write("# HELP " + name + " " + escaped(metric.help()).replace("\"", "\\\"") + "\n");
      }
    }
  };

  /** Writes the metrics of a registry. */
  @SuppressWarnings("ImmutableEnumChecker") // it has no state
  private final ExpositionFormatWriter library;

  TextFormat(ExpositionFormatWriter library) {
    this.library = library;
  }

  String contentType() {
    return library.getContentType();
  }

  /** Writes the comments before the series of a metric. */
  abstract void write(Text text, Metric metric);

  private static String escaped(String help) {
    return help.replace("\\", "\\\\").replace("\n", "\\n");
  }

  void write(Text text, Lines lines) {
    byte[] name = lines.metric().name().getBytes(StandardCharsets.UTF_8);
    for (Line line : lines.lines()) {
      byte[] labels = line.labels().text();
      text.write(name);
      if (labels.length > 0) {
        text.write('{');
        text.write(labels);
        text.write('}');
      }
      text.write(' ');
      GoNumber.write(text, line.value(), this == OPEN_METRICS);
      text.write('\n');
    }
  }

  /** Writes the metrics of a registry, which come last, and the end. */
  void writeLast(Text text, MetricSnapshots others) throws IOException {
    library.write(text, others);
  }
}
