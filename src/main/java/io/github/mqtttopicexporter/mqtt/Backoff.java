package io.github.mqtttopicexporter.mqtt;

import java.time.Duration;

/** The pauses between attempts to connect: 1 s, 2 s, 4 s and so on to a limit. Not thread-safe. */
final class Backoff {

  private final Duration max;
  private Duration next = Duration.ofSeconds(1);

  Backoff(Duration max) {
    this.max = max;
  }

  Duration next() {
    Duration pause = next.compareTo(max) < 0 ? next : max;
    next = pause.multipliedBy(2);
    return pause;
  }
}
