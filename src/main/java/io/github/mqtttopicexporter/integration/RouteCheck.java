package io.github.mqtttopicexporter.integration;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds all mistakes of some route files, by loading them without connecting anywhere. Camel stops
 * at the first mistake: so that one is taken out of its file, and the files are loaded again.
 */
public final class RouteCheck {

  /** More than these are of one cause. */
  private static final int MAX_MISTAKES = 50;

  /** Loads route files, and fails with their first mistake. */
  public interface Load {
    void load(List<RouteFile> files);
  }

  private final Load load;

  public RouteCheck(Load load) {
    this.load = load;
  }

  /** The mistakes of the files, in the order of their places; none if the files can be loaded. */
  public List<Mistake> mistakes(List<RouteFile> files) {
    List<Mistake> mistakes = new ArrayList<>();
    Set<String> told = new HashSet<>();
    List<RouteFile> rest = RouteIds.once(files, mistakes);
    while (mistakes.size() < MAX_MISTAKES) {
      Mistake mistake = firstMistake(rest);
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
    mistakes.sort(comparing(Mistake::place, nullsFirst(naturalOrder())));
    return mistakes;
  }

  private @Nullable Mistake firstMistake(List<RouteFile> files) {
    try {
      load.load(files);
      return null;
    } catch (Mistake mistake) {
      return mistake;
    }
  }

  private static boolean isIn(RouteFile file, Place place) {
    return file.path().equals(place.file());
  }
}
