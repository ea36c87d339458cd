package io.github.mqtttopicexporter.series;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The series of one metric in the order of their labels, a few at a time. Each part has the samples
 * of the moment that it is asked for, and may have none. Not thread-safe.
 */
final class SeriesParts implements Iterator<List<Map.Entry<Labels, Sample>>> {

  private final Map<Labels, Sample> samples;
  private final Labels[] sorted;
  private final int weight;
  private int next;

  /**
   * Splits series.
   *
   * @param weight of a part
   */
  SeriesParts(Map<Labels, Sample> samples, int weight) {
    this.samples = samples;
    this.weight = weight;
    sorted = samples.keySet().toArray(Labels[]::new);
    Arrays.sort(sorted);
  }

  @Override
  public boolean hasNext() {
    return next < sorted.length;
  }

  @Override
  public List<Map.Entry<Labels, Sample>> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    List<Map.Entry<Labels, Sample>> part = new ArrayList<>();
    for (int taken = 0; hasNext() && taken < weight; next++) {
      Labels labels = sorted[next];
      Sample sample = samples.get(labels);
      if (sample != null) {
        part.add(Map.entry(labels, sample));
        taken += HeldSeries.weight(labels);
      }
    }
    return part;
  }
}
