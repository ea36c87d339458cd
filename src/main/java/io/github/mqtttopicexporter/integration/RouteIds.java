package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.integration.RouteText.Located;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ids in route files: Camel tells of the first that occurs again, and not where. */
final class RouteIds {

  private RouteIds() {}

  /**
   * The files with each id once: another stands in the place of one that occurs again.
   *
   * @param mistakes takes one for each id that occurs again
   */
  static List<RouteFile> once(Collection<RouteFile> files, Collection<Mistake> mistakes) {
    Map<String, Place> places = new HashMap<>();
    List<RouteFile> result = new ArrayList<>();
    for (RouteFile file : files) {
      RouteFile rest = file;
      List<Located> ids = RouteText.of(file).ids();
      for (int i = 0; i < ids.size(); i++) {
        Located id = ids.get(i);
        Place first = places.putIfAbsent(id.text(), id.place());
        if (first != null) {
          mistakes.add(
              new Mistake(
                  id.place(),
                  "expected an id of its own, found \"%s\" as at %s".formatted(id.text(), first)));
          rest = RouteText.of(rest).withId(id, "checked-" + mistakes.size());
          ids = RouteText.of(rest).ids();
        }
      }
      result.add(rest);
    }
    return result;
  }

  /**
   * Checks that each id occurs once.
   *
   * @throws Mistake with the first that occurs again
   */
  static void requireOnce(Collection<RouteFile> files) {
    List<Mistake> mistakes = new ArrayList<>();
    once(files, mistakes);
    if (!mistakes.isEmpty()) {
      throw mistakes.get(0);
    }
  }
}
