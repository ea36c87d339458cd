package io.github.mqtttopicexporter.series;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Series by their labels: finds the series that a closing series removes, and the closing series of
 * a series, without a scan of all. Guarded by the lock of its store.
 */
final class LabelIndex {

  /** Stands for the labels of a series that has none. */
  private static final List<Label> NO_LABEL = List.of(new Label("", ""));

  private final Map<Label, Set<Series>> series = new HashMap<>();

  /** Adds a series under each of its labels. */
  void add(Series added) {
    labels(added.labels).forEach(label -> add(label, added));
  }

  /** Adds a series under its rarest label, for {@link #hasAny}. */
  void addByRarest(Series added) {
    add(rarest(added.labels), added);
  }

  private void add(Label label, Series added) {
    series.computeIfAbsent(label, any -> new LinkedHashSet<>()).add(added);
  }

  void remove(Series removed) {
    for (Label label : labels(removed.labels)) {
      series.computeIfPresent(
          label, (any, all) -> all.remove(removed) && all.isEmpty() ? null : all);
    }
  }

  /** The series that have all these labels. */
  List<Series> withAll(Labels labels) {
    Stream<Series> candidates =
        labels.equals(Labels.NONE)
            ? series.values().stream().flatMap(Set::stream).distinct()
            : by(rarest(labels));
    return candidates.filter(found -> found.labels.containsAll(labels)).toList();
  }

  /** Returns true if a wanted series, added by its rarest label, has no labels but these. */
  boolean hasAny(Labels labels, Predicate<Series> wanted) {
    return !series.isEmpty()
        && Stream.concat(NO_LABEL.stream(), labels.list().stream())
            .flatMap(this::by)
            .anyMatch(found -> labels.containsAll(found.labels) && wanted.test(found));
  }

  private Stream<Series> by(Label label) {
    return Objects.requireNonNullElse(series.get(label), Set.<Series>of()).stream();
  }

  private int count(Label label) {
    Set<Series> all = series.get(label);
    return all == null ? 0 : all.size();
  }

  private Label rarest(Labels labels) {
    return Collections.min(labels(labels), Comparator.comparing(this::count));
  }

  private static List<Label> labels(Labels labels) {
    return labels.equals(Labels.NONE) ? NO_LABEL : labels.list();
  }
}
