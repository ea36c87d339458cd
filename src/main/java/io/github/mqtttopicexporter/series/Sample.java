package io.github.mqtttopicexporter.series;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The value that a message gives to one series.
 *
 * @param retainTime how long the series outlives the sample; zero is for ever
 * @param keepsAge true if the expiry of an existing series is not renewed
 * @param closes the metrics to remove while the value is 0; null for none
 */
public record Sample(
    Labels labels,
    double value,
    Duration retainTime,
    Origin origin,
    boolean keepsAge,
    @Nullable MetricPattern closes) {

  /** Returns true if a series of it would have expired before it is taken. */
  boolean isOver() {
    return !retainTime.isZero() && origin.age().compareTo(retainTime) >= 0;
  }
}
