package io.github.mqtttopicexporter;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds all mistakes of some route files, by loading them without connecting anywhere. Camel stops
 * at the first mistake: so that one is taken out of its file, and the files are loaded again.
 */
final class RouteCheck {

  /** More than these are of one cause. */
  private static final int MAX_MISTAKES = 50;

  /** Loads route files, and fails with their first mistake. */
  interface Load {
    void load(List<RouteFile> files);
  }

  private final Load load;

  RouteCheck(Load load) {
    this.load = load;
  }

  /** The mistakes of the files, in the order of their places; none if the files can be loaded. */
  List<StartFailure> mistakes(List<RouteFile> files) {
    List<StartFailure> mistakes = new ArrayList<>();
    Set<String> told = new HashSet<>();
    List<RouteFile> rest = RouteIds.once(files, mistakes);
    while (mistakes.size() < MAX_MISTAKES) {
      StartFailure mistake = firstMistake(rest);
      if (mistake == null) {
        break;
      }
      Place place = mistake.place();
      if (place == null) {
        if (mistakes.isEmpty()) { // else it may be for what was taken out
          mistakes.add(mistake);
        }
        break;
      }
      // at a place that was taken out, it is the taking out that is told
      boolean takenOut =
          rest.stream().anyMatch(file -> isIn(file, place) && RouteText.of(file).isTakenOut(place));
      if (!takenOut && told.add(String.valueOf(mistake.getMessage()))) {
        mistakes.add(mistake);
      }
      List<RouteFile> without =
          rest.stream()
              .map(file -> isIn(file, place) ? RouteText.of(file).without(place) : file)
              .toList();
      if (without.equals(rest)) {
        break; // it is not even YAML
      }
      rest = without;
    }
    mistakes.sort(comparing(StartFailure::place, nullsFirst(naturalOrder())));
    return mistakes;
  }

  private @Nullable StartFailure firstMistake(List<RouteFile> files) {
    try {
      load.load(files);
      return null;
    } catch (StartFailure mistake) {
      return mistake;
    }
  }

  private static boolean isIn(RouteFile file, Place place) {
    return file.path().equals(place.file());
  }
}
