package io.github.mqtttopicexporter.series;

/** The type of a metric. Histograms and summaries are not made of single samples. */
public enum MetricType {
  /** A value that goes up and down. */
  gauge,
  /** A total that the device keeps; exported as it is. */
  counter,
  /** A value of unknown type: {@code untyped} in the text format. */
  unknown
}
