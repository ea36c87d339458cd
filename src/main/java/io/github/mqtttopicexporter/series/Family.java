package io.github.mqtttopicexporter.series;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The series of one metric, by their labels. Guarded by the lock of its store. */
final class Family {

  Metric metric;

  private final Map<Labels, Series> series = new HashMap<>();

  /** The same series in the order of a scrape; a look-up here would read a dozen of them. */
  private final NavigableMap<Labels, Series> sorted = new TreeMap<>();

  Family(Metric metric) {
    this.metric = metric;
  }

  @Nullable Series get(Labels labels) {
    return series.get(labels);
  }

  /** Adds a series; returns false if its labels are there already. */
  boolean add(Series added) {
    if (series.putIfAbsent(added.labels, added) != null) {
      return false;
    }
    sorted.put(added.labels, added);
    return true;
  }

  void remove(Series removed) {
    series.remove(removed.labels);
    sorted.remove(removed.labels);
  }

  int size() {
    return series.size();
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  /** Returns a copy of all series, so that they may be removed meanwhile. */
  List<Series> all() {
    return new ArrayList<>(series.values());
  }

  /**
   * Returns the series after some labels, or all if they are null, in the order of their labels.
   */
  Collection<Series> after(@Nullable Labels labels) {
    return (labels == null ? sorted : sorted.tailMap(labels, false)).values();
  }
}
