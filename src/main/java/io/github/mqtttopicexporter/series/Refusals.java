package io.github.mqtttopicexporter.series;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many samples were refused, by reason. Thread-safe. */
public final class Refusals {

  private enum Reason {
    invalid,
    limit,
    not_a_number;

    private static Reason of(Exception refusal) {
      if (refusal instanceof SampleRefusedException) {
        return limit;
      }
      return refusal instanceof InvalidSampleException ? invalid : not_a_number;
    }
  }

  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  Refusals() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  public void count(Exception refusal) {
    count(Reason.of(refusal)).increment();
  }

  private LongAdder count(Reason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }

  CounterSnapshot snapshot() {
    return new CounterSnapshot(
        new MetricMetadata("mqtt_exporter_samples_refused", "Samples that were not taken"),
        Arrays.stream(Reason.values())
            .map(
                reason ->
                    new CounterDataPointSnapshot(
                        count(reason).sum(), Labels.of("reason", reason.name()), null, 0L))
            .toList());
  }
}
