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

  /** For scrapes: a look-up in it would read a dozen other series. */
  private final NavigableMap<Labels, Series> sorted = new TreeMap<>();

  Family(Metric metric) {
    this.metric = metric;
  }

  @Nullable Series get(Labels labels) {
    return series.get(labels);
  }

  /** Adds a series; false if it is there. */
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

  /** All series, to be removed while they are read. */
  List<Series> all() {
    return new ArrayList<>(series.values());
  }

  /** The series after some labels, or all of them, in the order of their labels. */
  Collection<Series> after(@Nullable Labels labels) {
    return (labels == null ? sorted : sorted.tailMap(labels, false)).values();
  }
}
