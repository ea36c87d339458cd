package io.github.mqtttopicexporter.mqtt;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts to connect: 1 s, 2 s, 4 s and so on to a limit, each shortened by
 * chance, so that many routes do not come back at one moment. Not thread-safe.
 */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);

  /** A connection that stood longer has not ended of a retained message, nor of a refusal. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private final Duration max;
  private final DoubleSupplier random;
  private Duration next = FIRST;

  /**
   * Creates the pauses of a route.
   *
   * @param random numbers of 0 to 1
   */
  Backoff(Duration max, DoubleSupplier random) {
    this.max = max;
    this.random = random;
  }

  /**
   * The pause after a connection: none if it was stable. A short one changes nothing, so that a
   * connection that flaps is tried ever more slowly.
   *
   * @param stood how long the subscription stood; zero if it was not granted
   */
  Duration after(Duration stood) {
    if (stood.compareTo(STABLE) > 0) {
      next = FIRST;
      return Duration.ZERO;
    }
    Duration pause = next.compareTo(max) < 0 ? next : max;
    next = pause.multipliedBy(2);
    return pause.minusMillis((long) (pause.toMillis() / 2.0 * random.getAsDouble()));
  }
}
