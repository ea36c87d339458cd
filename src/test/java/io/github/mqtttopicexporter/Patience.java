package io.github.mqtttopicexporter;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what other threads and processes do: that takes its time on a machine that is busy. */
final class Patience {

  static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }
}
