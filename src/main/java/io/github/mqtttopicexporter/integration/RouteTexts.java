package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.integration.RouteText.Element;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.NamedNode;
import org.apache.camel.support.LoggerHelper;

/** The YAML of route files, by their paths. */
final class RouteTexts {

  /** What routes refer to comes before them; the rest stands in the order of its files. */
  private static final List<String> ORDER = List.of("beans", "routeConfiguration", "routeTemplate");

  private final Map<String, RouteText> texts = new LinkedHashMap<>();
  private final List<Element> elements;

  /**
   * Reads the files.
   *
   * @param mistakes takes those of the YAML itself
   */
  RouteTexts(Collection<RouteFile> files, Consumer<Mistake> mistakes) {
    for (RouteFile file : files) {
      try {
        texts.put(file.path().toString(), RouteText.read(file));
      } catch (Mistake mistake) {
        mistakes.accept(mistake);
      }
    }
    elements =
        texts.values().stream()
            .flatMap(text -> text.elements().stream())
            .sorted(Comparator.comparingInt(RouteTexts::order))
            .toList();
    Map<String, Place> ids = new HashMap<>();
    elements.forEach(
        element ->
            element
                .id()
                .ifPresent(
                    id -> {
                      Place first = ids.putIfAbsent(id.getKey(), id.getValue());
                      if (first != null) {
                        mistakes.accept(
                            new Mistake(
                                id.getValue(),
                                "expected an id of its own, found \"%s\" as at %s"
                                    .formatted(id.getKey(), first)));
                      }
                    }));
  }

  /** What the files are made of, in the order to load it. */
  List<Element> elements() {
    return elements;
  }

  private static int order(Element element) {
    return ORDER.contains(element.key()) ? ORDER.indexOf(element.key()) : ORDER.size();
  }

  Optional<RouteText> text(String path) {
    return Optional.ofNullable(texts.get(path));
  }

  /** Whether a key in any of the files has a name. */
  boolean hasKey(String name) {
    Pattern key = Pattern.compile("[\\s{,\"']" + Pattern.quote(name) + "[\"']?\\s*:\\s");
    return texts.values().stream().anyMatch(text -> text.has(key));
  }

  /** Where a text stands in a step of Camel's, or else where the step does. */
  Optional<Place> placeOf(NamedNode step, String text) {
    return text(LoggerHelper.sourceNameOnly(step.getLocation()))
        .map(found -> found.placeOf(step.getLineNumber(), text));
  }
}
