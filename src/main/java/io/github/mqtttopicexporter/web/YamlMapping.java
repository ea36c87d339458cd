package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import io.github.mqtttopicexporter.values.Excerpt;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/**
 * Keys and values in a file of YAML, read as Go's yaml.v2 does when it is strict. A value that is
 * not of its type is not shown: it may be a secret.
 */
final class YamlMapping {

  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  /** YAML 1.1 has more truth values than YAML 1.2. */
  private static final String TRUE = "y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON";

  private static final String FALSE = "n|N|no|No|NO|false|False|FALSE|off|Off|OFF";

  private final Path file;
  private final Place place;
  private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();

  private YamlMapping(Path file, @Nullable Node node, String what) {
    this.file = file;
    place = node == null ? new Place(file, 1, 1) : place(node);
    if (node == null || isNull(node)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw new Mistake(place(node), "expected %s, found %s".formatted(what, type(node)));
    }
    for (NodeTuple tuple : mapping.getValue()) {
      YamlText key = text(tuple.getKeyNode(), "a key");
      if (tuples.putIfAbsent(key.text(), tuple) != null) {
        throw key.mistake(
            "expected each key once, found %s again".formatted(Excerpt.of(key.text())));
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws Mistake if it is no YAML, or has another key than these
   */
  static YamlMapping read(Path file, String text, Set<String> keys) {
    try {
      LoadSettings settings = LoadSettings.builder().setAllowNonScalarKeys(true).build();
      Node root = new Compose(settings).composeString(text).orElse(null);
      return new YamlMapping(file, root, "the keys of a web configuration").only(keys);
    } catch (MarkedYamlEngineException e) {
      throw Mistake.yaml(file, e);
    } catch (YamlEngineException | StackOverflowError e) {
      throw new Mistake(file.toString(), "expected YAML, found none that can be read");
    }
  }

  private YamlMapping only(Set<String> keys) {
    tuples.forEach(
        (key, tuple) -> {
          if (!keys.contains(key)) {
            throw new Mistake(
                place(tuple.getKeyNode()),
                "expected a key of a web configuration, found " + Excerpt.of(key));
          }
        });
    return this;
  }

  /** What stands below a key, with no other key than these; empty if it is not given. */
  YamlMapping mapping(String key, Set<String> keys) {
    return mapping(key).only(keys);
  }

  YamlMapping mapping(String key) {
    return new YamlMapping(file, value(key).orElse(null), "keys with values in " + key);
  }

  Optional<YamlText> text(String key) {
    return value(key).map(node -> text(node, "a text as " + key));
  }

  boolean flag(String key, boolean fallback) {
    return value(key)
        .map(
            node -> {
              String text = text(node, "true or false as " + key).text();
              if (!((ScalarNode) node).isPlain() || !text.matches(TRUE + "|" + FALSE)) {
                throw new Mistake(
                    place(node), "expected true or false as %s, found another".formatted(key));
              }
              return text.matches(TRUE);
            })
        .orElse(fallback);
  }

  Optional<List<YamlText>> list(String key) {
    return value(key)
        .map(
            node -> {
              if (node instanceof SequenceNode list) {
                return list.getValue().stream().map(item -> text(item, "a text")).toList();
              }
              throw new Mistake(
                  place(node), "expected a list as %s, found %s".formatted(key, type(node)));
            });
  }

  /** All values by their keys, where each is to be a text. */
  Map<String, YamlText> texts() {
    Map<String, YamlText> texts = new LinkedHashMap<>();
    tuples.forEach((key, tuple) -> texts.put(key, text(tuple.getValueNode(), "a text as " + key)));
    return texts;
  }

  Mistake mistake(String what) {
    return new Mistake(place, what);
  }

  private Optional<Node> value(String key) {
    return Optional.ofNullable(tuples.get(key))
        .map(NodeTuple::getValueNode)
        .filter(node -> !isNull(node));
  }

  private YamlText text(Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      return new YamlText(isNull(node) ? "" : scalar.getValue(), place(node));
    }
    throw new Mistake(place(node), "expected %s, found %s".formatted(what, type(node)));
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && NULL.contains(scalar.getValue());
  }

  private static String type(Node node) {
    return node instanceof ScalarNode
        ? "a text"
        : node instanceof SequenceNode ? "a list" : "keys with values";
  }

  private Place place(Node node) {
    return Place.of(file, node.getStartMark().orElseThrow());
  }
}
