package io.github.mqtttopicexporter.series;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Series by the texts of their labels: finds the series that a closing series removes, and the
 * closing series of a series, without a scan of all. Guarded by the lock of its store.
 */
final class LabelIndex {

  /** Stands for the labels of a series that has none. */
  private static final List<String> NO_LABEL = List.of("");

  private final Map<String, Set<Series>> series = new HashMap<>();

  /** Adds a series under each of its labels. */
  void add(Series added) {
    pairs(added.labels).forEach(pair -> add(pair, added));
  }

  /** Adds a series under its rarest label, for {@link #hasAny}. */
  void addByRarest(Series added) {
    add(rarest(pairs(added.labels)), added);
  }

  private void add(String pair, Series added) {
    series.computeIfAbsent(pair, any -> new LinkedHashSet<>()).add(added);
  }

  void remove(Series removed) {
    if (series.isEmpty()) {
      return;
    }
    for (String pair : pairs(removed.labels)) {
      series.computeIfPresent(
          pair, (any, all) -> all.remove(removed) && all.isEmpty() ? null : all);
    }
  }

  /** The series that have all these labels. */
  List<Series> withAll(Labels labels) {
    List<String> pairs = labels.pairs();
    Stream<Series> candidates =
        pairs.isEmpty()
            ? series.values().stream().flatMap(Set::stream).distinct()
            : by(rarest(pairs));
    return candidates.filter(found -> found.labels.pairs().containsAll(pairs)).toList();
  }

  /** Returns true if a wanted series, added by its rarest label, has no labels but these. */
  boolean hasAny(Labels labels, Predicate<Series> wanted) {
    if (series.isEmpty()) {
      return false;
    }
    List<String> pairs = labels.pairs();
    return Stream.concat(NO_LABEL.stream(), pairs.stream())
        .flatMap(this::by)
        .anyMatch(found -> pairs.containsAll(found.labels.pairs()) && wanted.test(found));
  }

  private Stream<Series> by(String pair) {
    return series.getOrDefault(pair, Set.of()).stream();
  }

  private String rarest(List<String> pairs) {
    return Collections.min(
        pairs, Comparator.comparing(pair -> series.getOrDefault(pair, Set.of()).size()));
  }

  private static List<String> pairs(Labels labels) {
    return labels.equals(Labels.NONE) ? NO_LABEL : labels.pairs();
  }
}
