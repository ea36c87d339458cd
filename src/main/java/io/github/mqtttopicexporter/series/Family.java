package io.github.mqtttopicexporter.series;

import java.util.NavigableMap;
import java.util.TreeMap;

/** The series of one metric, by their labels. Guarded by the lock of its store. */
final class Family {

  final NavigableMap<Labels, Series> series = new TreeMap<>();

  Metric metric;

  Family(Metric metric) {
    this.metric = metric;
  }
}
