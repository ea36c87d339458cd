package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file as YAML: what stands where. Lines and columns count from one. */
final class RouteText {

  /** What stands in the place of a step, of an element of the file, and of an input. */
  private static final String NO_STEP = "{stop: {}}";

  private static final String NO_ELEMENT = "{beans: []}";
  private static final String NO_INPUT = "paho:none";

  /** A text in the file, and where it begins. */
  record Located(String text, Place place, Node node) {}

  private final RouteFile file;
  private final @Nullable Node root;

  private RouteText(RouteFile file, @Nullable Node root) {
    this.file = file;
    this.root = root;
  }

  /** The nodes of a file; none if it is not YAML, which Camel tells better. */
  static RouteText of(RouteFile file) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.path().toString()).build();
      return new RouteText(file, new Compose(settings).composeString(file.text()).orElse(null));
    } catch (YamlEngineException ignored) {
      return new RouteText(file, null);
    }
  }

  /** Whether there is nothing in the file but comments. */
  boolean isEmpty() {
    return root == null && file.text().lines().allMatch(line -> line.matches("\\s*(#.*)?"));
  }

  /**
   * Checks that a file is a list: Camel makes nothing of one route that is none.
   *
   * @throws Mistake with the place of what is no list
   */
  void requireList() {
    if (root instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
      Located key = located(mapping.getValue().get(0).getKeyNode());
      throw new Mistake(
          key.place(), "expected a list of routes (- route:), found \"%s:\"".formatted(key.text()));
    }
  }

  /**
   * Checks that no key occurs again beside itself, where the last one would be taken in silence.
   *
   * @throws Mistake with the place of the first that does
   */
  void requireKeysOnce() {
    if (root != null) {
      requireKeysOnce(root);
    }
  }

  private void requireKeysOnce(Node node) {
    Set<String> keys = new HashSet<>();
    for (NodeTuple tuple : tuples(node)) {
      Located key = located(tuple.getKeyNode());
      if (!keys.add(key.text())) {
        throw new Mistake(
            key.place(), "expected each key once, found \"%s\" again".formatted(key.text()));
      }
    }
    children(node).forEach(this::requireKeysOnce);
  }

  /** What the file is made of: route, routeTemplate, beans and so on. */
  Set<String> elements() {
    return items(root).stream()
        .flatMap(item -> tuples(item).stream())
        .map(tuple -> key(tuple.getKeyNode()))
        .collect(Collectors.toSet());
  }

  /** The ids of the routes, templates and configurations, which are to be the only ones. */
  List<Located> ids() {
    List<Located> ids = new ArrayList<>();
    for (Node item : items(root)) {
      for (NodeTuple element : tuples(item)) {
        String key = key(element.getKeyNode());
        value(element.getValueNode(), key.equals("templatedRoute") ? "routeId" : "id")
            .filter(ScalarNode.class::isInstance)
            .ifPresent(id -> ids.add(located(id)));
      }
    }
    return ids;
  }

  /** Where a text stands in the step of a line, or else where the line begins. */
  Place placeOf(int line, String text) {
    int known = Math.max(1, line); // Camel does not know the line of every step
    return placeOf(known, line < 1 ? 1 : indentation(line) + 1, text);
  }

  /** Where a text stands in the step at a place, or else that place. */
  Place placeOf(int line, int column, String text) {
    Place place = new Place(file.path(), line, column);
    List<Node> around = itemsAround(place);
    Node step = around.isEmpty() ? root : around.get(0);
    if (step == null || text.isEmpty()) {
      return place;
    }
    return Stream.<Predicate<String>>of(
            text::equals, scalar -> scalar.endsWith(text), scalar -> scalar.contains(text))
        .map(wanted -> find(step, line, wanted))
        .filter(Objects::nonNull)
        .findFirst()
        .map(Located::place)
        .orElse(place);
  }

  private int indentation(int line) {
    String found = file.text().lines().skip(line - 1L).findFirst().orElse("");
    return found.length() - found.replaceFirst("^[ -]+", "").length();
  }

  private @Nullable Located find(Node node, int fromLine, Predicate<String> wanted) {
    if (node instanceof ScalarNode scalar
        && wanted.test(scalar.getValue())
        && located(node).place().line() >= fromLine) {
      return located(scalar);
    }
    for (Node child : children(node)) {
      Located found = find(child, fromLine, wanted);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Whether what stands at a place was put there by {@link #without}. */
  boolean isTakenOut(Place place) {
    List<Node> around = itemsAround(place);
    return !around.isEmpty() && isTakenOut(around.get(0));
  }

  private boolean isTakenOut(Node node) {
    return text(node).startsWith(NO_STEP) || text(node).startsWith(NO_ELEMENT);
  }

  /**
   * The file without its mistake, to look for the next one: the step at that place becomes one that
   * does nothing, or, if that was not enough, the step around it; and where messages come from
   * becomes a topic. What follows stays in its place.
   */
  RouteFile without(Place place) {
    List<Node> around = itemsAround(place);
    if (around.isEmpty()) {
      return file;
    }
    Node element = around.get(around.size() - 1);
    return around.stream()
        .limit(around.size() - 1L)
        .filter(step -> !isTakenOut(step))
        .findFirst()
        .map(step -> replace(step, NO_STEP))
        .or(() -> input(element, place))
        .orElseGet(() -> replace(element, NO_ELEMENT));
  }

  private Optional<RouteFile> input(Node element, Place place) {
    for (NodeTuple route : tuples(element)) {
      Optional<Node> from = value(route.getValueNode(), "from");
      Optional<Node> uri = from.flatMap(node -> value(node, "uri"));
      if (from.isPresent()
          && uri.isPresent()
          && covers(from.get(), place)
          && !text(uri.get()).equals(NO_INPUT)) {
        // the later one first: what is before it stays where it is
        RouteText rest =
            value(from.get(), "parameters").map(options -> of(replace(options, "{}"))).orElse(this);
        return Optional.of(rest.replace(uri.get(), NO_INPUT));
      }
    }
    return Optional.empty();
  }

  /** The file with another text in the place of an id. */
  RouteFile withId(Located id, String text) {
    return replace(id.node(), text);
  }

  private RouteFile replace(Node node, String replacement) {
    int start = offset(node.getStartMark().orElseThrow());
    String replaced = text(node);
    int lines = (int) replaced.chars().filter(c -> c == '\n').count();
    int columns = lines > 0 ? 0 : Math.max(0, replaced.length() - replacement.length());
    return new RouteFile(
        file.path(),
        file.text().substring(0, start)
            + replacement
            + "\n".repeat(lines)
            + " ".repeat(columns)
            + file.text().substring(start + replaced.length()));
  }

  private String text(Node node) {
    int start = offset(node.getStartMark().orElseThrow());
    int end = offset(node.getEndMark().orElseThrow());
    return file.text().substring(start, end).stripTrailing();
  }

  /** A mark counts code points, and a text counts characters. */
  private int offset(Mark mark) {
    return file.text().offsetByCodePoints(0, mark.getIndex());
  }

  /** The elements of lists that a place is within, the innermost first. */
  private List<Node> itemsAround(Place place) {
    List<Node> items = new ArrayList<>();
    if (root != null) {
      addItemsAround(root, place, items);
    }
    return items;
  }

  private void addItemsAround(Node node, Place place, List<Node> items) {
    for (Node child : children(node)) {
      if (covers(child, place)) {
        addItemsAround(child, place, items);
        if (node instanceof SequenceNode) {
          items.add(child);
        }
        return;
      }
    }
  }

  /** A block ends where the next token begins. */
  private boolean covers(Node node, Place place) {
    return placeOf(node.getStartMark().orElseThrow()).compareTo(place) <= 0
        && place.compareTo(placeOf(node.getEndMark().orElseThrow())) < 0;
  }

  private Place placeOf(Mark mark) {
    return new Place(file.path(), mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static List<Node> children(Node node) {
    if (node.isRecursive()) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    List<Node> children = new ArrayList<>();
    for (NodeTuple tuple : tuples(node)) {
      children.add(tuple.getKeyNode());
      children.add(tuple.getValueNode());
    }
    return children;
  }

  private static List<Node> items(@Nullable Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  private static List<NodeTuple> tuples(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  private static Optional<Node> value(Node node, String key) {
    return tuples(node).stream()
        .filter(tuple -> key(tuple.getKeyNode()).equals(key))
        .map(NodeTuple::getValueNode)
        .findFirst();
  }

  private Located located(Node node) {
    return new Located(key(node), placeOf(node.getStartMark().orElseThrow()), node);
  }

  private static String key(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }
}
