package io.github.mqtttopicexporter.series;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The series of one metric, within the limits. Thread-safe, but for what {@link #add} says. */
final class HeldSeries {

  /**
   * A series of one short label takes about 250 bytes. With these numbers none takes twice as much
   * for what it counts, unless its characters are two bytes each.
   */
  private static final int CHARACTERS_PER_COUNT = 100;

  private static final int CHARACTERS_PER_LABEL = 20;

  private final ConcurrentMap<Labels, Sample> samples = new ConcurrentHashMap<>();
  private final Limit total;
  private final Limit own;

  HeldSeries(Limit total, Limit own) {
    this.total = total;
    this.own = own;
  }

  /** What so many characters count beyond the series that they belong to. */
  static int weight(int characters) {
    return characters / CHARACTERS_PER_COUNT;
  }

  static int weight(Labels labels) {
    int characters = CHARACTERS_PER_LABEL * labels.size();
    for (int i = 0; i < labels.size(); i++) {
      characters += labels.getName(i).length() + labels.getValue(i).length();
    }
    return 1 + weight(characters);
  }

  /** Replaces the sample of a series; false if there is no such series. */
  boolean update(Labels labels, Sample sample) {
    return samples.replace(labels, sample) != null;
  }

  /** The same, but the series stays as old as it is, unless it is gone already. */
  boolean updateKeepingAge(Labels labels, Sample sample, Predicate<Sample> gone) {
    return samples.computeIfPresent(
            labels, (same, held) -> gone.test(held) ? sample : sample.aged(held))
        != null;
  }

  boolean has(Labels labels) {
    return samples.containsKey(labels);
  }

  /**
   * Adds series that are not there, all or none; only one thread may do so at a time.
   *
   * @param extra what else they count for in the total
   * @throws SampleRefusedException if that would be too many of this metric, or in total
   */
  void add(Metric metric, Map<Labels, Sample> added, int extra) {
    int weight = added.keySet().stream().mapToInt(HeldSeries::weight).sum();
    if (!own.take(weight)) {
      throw new SampleRefusedException(
          "expected at most %d series of %s (--series.limit-per-metric), found one more"
              .formatted(own.most(), metric.fullName()));
    }
    if (!total.take(weight + extra)) {
      own.giveBack(weight);
      throw new SampleRefusedException(
          "expected at most %d series (--series.limit), found one more".formatted(total.most()));
    }
    samples.putAll(added);
  }

  void removeIf(BiPredicate<Labels, Sample> unwanted) {
    // removes the very sample that was seen: a newer one stays
    samples.forEach(
        (labels, sample) -> {
          if (unwanted.test(labels, sample) && samples.remove(labels, sample)) {
            giveBack(labels);
          }
        });
  }

  /** Removes all series, when no thread adds any more. */
  void clear() {
    for (Labels labels : samples.keySet()) {
      if (samples.remove(labels) != null) {
        giveBack(labels);
      }
    }
  }

  private void giveBack(Labels labels) {
    int weight = weight(labels);
    own.giveBack(weight);
    total.giveBack(weight);
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  int size() {
    return samples.size();
  }

  /** All series, split into parts of that weight. */
  Iterator<List<Map.Entry<Labels, Sample>>> parts(int weight) {
    return new SeriesParts(samples, weight);
  }
}
