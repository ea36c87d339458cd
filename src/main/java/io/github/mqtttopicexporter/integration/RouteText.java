package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file as YAML: its elements, and what stands where. */
record RouteText(RouteFile file, @Nullable SequenceNode root) {

  private static final Set<String> APPLY_TO_THEIR_FILE =
      Set.of(
          "errorHandler",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint",
          "onCompletion",
          "onException",
          "restConfiguration");

  private static final int MAX_CHARACTERS = 3 << 20;

  /** Camel takes the dash out of a key, and the label would have another name. */
  private static final Pattern LABEL_WITH_DASH =
      Pattern.compile("(?:label|level|states)\\.(.*-.*)");

  /**
   * An element of a file, such as a route.
   *
   * @param key what it is
   */
  record Element(RouteFile file, String key, Node node) {

    /** Whether every route of the file is to know it; Camel wants it before them. */
    boolean appliesToItsFile() {
      return APPLY_TO_THEIR_FILE.contains(key);
    }

    Place place() {
      return RouteText.place(file, node);
    }

    /** The id of a route, a template or a configuration, and where it stands. */
    Optional<Map.Entry<String, Place>> id() {
      return tuples(node).stream()
          .flatMap(element -> tuples(element.getValueNode()).stream())
          .filter(
              tuple ->
                  scalar(tuple.getKeyNode())
                      .equals(key.equals("templatedRoute") ? "routeId" : "id"))
          .map(NodeTuple::getValueNode)
          .map(value -> Map.entry(scalar(value), RouteText.place(file, value)))
          .findFirst();
    }
  }

  /**
   * Reads the YAML of a file.
   *
   * @throws Mistake if it is no list, or no key of it can be taken for what it says
   */
  static RouteText read(RouteFile file) {
    if (file.text().length() > MAX_CHARACTERS) {
      throw new Mistake(
          file.path().toString(),
          "expected at most %d characters, found %d"
              .formatted(MAX_CHARACTERS, file.text().length()));
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("file:" + file.path())
            .setAllowNonScalarKeys(true) // we tell where they are
            .build();
    try {
      Node root = new Compose(settings).composeString(file.text()).orElse(null);
      if (root == null) { // nothing but comments
        return new RouteText(file, null);
      }
      requireKeys(file, root);
      if (root instanceof SequenceNode list) {
        return new RouteText(file, list);
      }
      throw new Mistake(
          place(file, root),
          "expected a list of routes (- route:), found \"%s\"".formatted(beginning(root)));
    } catch (MarkedYamlEngineException e) {
      throw Mistake.yaml(file.path(), e);
    } catch (YamlEngineException e) {
      throw new Mistake(file.path().toString(), String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new Mistake(file.path().toString(), "expected steps nested less deep");
    }
  }

  private static String beginning(Node root) {
    return root instanceof MappingNode mapping && !mapping.getValue().isEmpty()
        ? scalar(mapping.getValue().get(0).getKeyNode()) + ":"
        : scalar(root);
  }

  /** Of a key that occurs again, the last one would be taken in silence. */
  private static void requireKeys(RouteFile file, Node node) {
    Set<String> keys = new HashSet<>();
    for (NodeTuple tuple : tuples(node)) {
      if (!(tuple.getKeyNode() instanceof ScalarNode)) {
        throw new Mistake(
            place(file, node), "expected quotes around a text that begins with {, found none");
      }
      String key = scalar(tuple.getKeyNode());
      if (!keys.add(key)) {
        throw new Mistake(
            place(file, tuple.getKeyNode()),
            "expected each key once, found \"%s\" again".formatted(key));
      }
      var label = LABEL_WITH_DASH.matcher(key);
      if (label.matches()) {
        throw new Mistake(
            place(file, tuple.getKeyNode()),
            "expected a label name of letters, digits and _, found \"%s\""
                .formatted(label.group(1)));
      }
    }
    children(node).forEach(child -> requireKeys(file, child));
  }

  boolean has(Pattern pattern) {
    return pattern.matcher(file.text()).find();
  }

  /** What the file is made of, in its order. */
  List<Element> elements() {
    return root == null
        ? List.of()
        : root.getValue().stream()
            .map(
                node ->
                    new Element(
                        file,
                        tuples(node).stream()
                            .findFirst()
                            .map(tuple -> scalar(tuple.getKeyNode()))
                            .orElse(""),
                        node))
            .toList();
  }

  /** Where a text stands in the step of a line, or else where the line begins. */
  Place placeOf(int line, String text) {
    int known = Math.max(1, line); // Camel does not know the line of every step
    String found = file.text().lines().skip(known - 1L).findFirst().orElse("");
    int indentation = found.length() - found.replaceFirst("^[ -]+", "").length();
    return placeOf(known, line < 1 ? 1 : indentation + 1, text);
  }

  /** Where a text stands in the step at a place, or else that place. */
  Place placeOf(int line, int column, String text) {
    Place place = new Place(file.path(), line, column);
    if (root == null || text.isEmpty()) {
      return place;
    }
    Node step = innermostItem(root, place);
    return Stream.<Predicate<String>>of(
            text::equals, scalar -> scalar.endsWith(text), scalar -> scalar.contains(text))
        .map(wanted -> find(step, line, wanted))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(place);
  }

  private @Nullable Place find(Node node, int fromLine, Predicate<String> wanted) {
    if (node instanceof ScalarNode && wanted.test(scalar(node))) {
      Place found = place(file, node);
      return found.line() >= fromLine ? found : null;
    }
    return children(node).stream()
        .map(child -> find(child, fromLine, wanted))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The element of a list that a place is within. */
  private Node innermostItem(Node around, Place place) {
    Node item = around;
    for (Node node = around; node != null; ) {
      Node child = children(node).stream().filter(c -> covers(c, place)).findFirst().orElse(null);
      if (child != null && node instanceof SequenceNode) {
        item = child;
      }
      node = child;
    }
    return item;
  }

  /** A block ends where the next token begins. */
  private boolean covers(Node node, Place place) {
    return place(file, node).compareTo(place) <= 0
        && place.compareTo(Place.of(file.path(), node.getEndMark().orElseThrow())) < 0;
  }

  static Place place(RouteFile file, Node node) {
    return Place.of(file.path(), node.getStartMark().orElseThrow());
  }

  private static List<Node> children(Node node) {
    if (node.isRecursive()) {
      return List.of();
    }
    return node instanceof SequenceNode sequence
        ? sequence.getValue()
        : tuples(node).stream()
            .flatMap(tuple -> Stream.of(tuple.getKeyNode(), tuple.getValueNode()))
            .toList();
  }

  private static List<NodeTuple> tuples(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode text ? text.getValue() : "";
  }
}
