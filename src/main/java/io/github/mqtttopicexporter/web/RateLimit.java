package io.github.mqtttopicexporter.web;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A token bucket, for the requests of all clients. For one thread. */
final class RateLimit {

  private final LongSupplier nanoTime;
  private final double nanosPerToken;
  private final int burst;
  private double tokens;
  private long filled;

  /**
   * Creates a full bucket.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param interval in which a token comes; 0 for no limit
   * @param burst the most tokens there are; with 0 every request is refused, as in Go
   */
  RateLimit(LongSupplier nanoTime, Duration interval, int burst) {
    this.nanoTime = nanoTime;
    nanosPerToken = interval.toNanos();
    this.burst = burst;
    tokens = burst;
    filled = nanoTime.getAsLong();
  }

  boolean allows() {
    if (nanosPerToken == 0) {
      return true;
    }
    long now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - filled) / nanosPerToken);
    filled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
