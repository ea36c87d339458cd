package io.github.mqtttopicexporter.series;

/** The metric types that one sample per message can make. */
public enum MetricType {
  /** A value that goes up and down. */
  gauge,
  /** A total that the device keeps; exported as it is. */
  counter,
  /** Of no known type: {@code untyped} in the text format. */
  unknown
}
