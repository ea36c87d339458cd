package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.Nullable;

/**
 * The last sample of a series.
 *
 * @param retainNanos how long it is held; zero is for ever
 * @param origin where its message came from, if that is remembered
 * @param era how many deletions had been asked for when it came
 */
record Sample(
    double value, long receivedNanos, long retainNanos, @Nullable Origin origin, long era) {

  boolean expired(long now) {
    return retainNanos > 0 && now - receivedNanos >= retainNanos;
  }

  /** The same, but as old as another. */
  Sample aged(Sample other) {
    return new Sample(value, other.receivedNanos, retainNanos, origin, era);
  }
}
