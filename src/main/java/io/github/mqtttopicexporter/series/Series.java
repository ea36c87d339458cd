package io.github.mqtttopicexporter.series;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A series and its last sample. Guarded by the lock of its store. */
final class Series {

  final Family family;
  final Labels labels;

  double value;
  String route = "";

  /** Empty if the message had none. */
  String topic = "";

  /** The metrics to remove while its value is 0; null for none. */
  @Nullable MetricPattern closes;

  private long receivedNanos;

  /** Zero is for ever. */
  private long retainNanos;

  Series(Family family, Labels labels) {
    this.family = family;
    this.labels = labels;
  }

  /** Takes the value of a sample, and renews the expiry unless the sample keeps it. */
  void take(Sample sample, long now, boolean isNew) {
    if (isNew || !sample.keepsAge() || isExpired(now)) {
      receivedNanos = now - sample.origin().age().toNanos();
    }
    retainNanos = sample.retainTime().toNanos();
    value = sample.value();
    closes = sample.closes();
    route = sample.origin().route();
    topic = Objects.requireNonNullElse(sample.origin().topic(), "");
  }

  /** Returns true if its last message had the same route and topic. */
  boolean isFrom(Origin origin) {
    return route.equals(origin.route())
        && topic.equals(Objects.requireNonNullElse(origin.topic(), ""));
  }

  boolean isExpired(long now) {
    return retainNanos > 0 && now - receivedNanos >= retainNanos;
  }

  /** Returns true while it keeps other series closed. */
  boolean isClosing() {
    return closes != null && value == 0;
  }
}
