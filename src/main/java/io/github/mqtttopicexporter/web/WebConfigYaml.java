package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import io.github.mqtttopicexporter.values.Excerpt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The texts in a web configuration by the keys that lead to them, such as {@code rate_limit.burst}.
 * It is read as strictly as Go's yaml.v2 does.
 */
final class WebConfigYaml {

  /** What begins so is followed by any name. */
  static final String USERS = "basic_auth_users.";

  private static final Set<String> TEXTS =
      Set.of(
          "tls_server_config.cert",
          "tls_server_config.cert_file",
          "tls_server_config.key",
          "tls_server_config.key_file",
          "tls_server_config.client_ca",
          "tls_server_config.client_ca_file",
          "tls_server_config.client_auth_type",
          "tls_server_config.min_version",
          "tls_server_config.max_version",
          "tls_server_config.prefer_server_cipher_suites",
          "http_server_config.http2",
          "http_server_config.headers.Content-Security-Policy",
          "http_server_config.headers.Strict-Transport-Security",
          "http_server_config.headers.X-Content-Type-Options",
          "http_server_config.headers.X-Frame-Options",
          "http_server_config.headers.X-XSS-Protection",
          "rate_limit.interval",
          "rate_limit.burst",
          USERS);

  private static final Set<String> LISTS =
      Set.of(
          "tls_server_config.cipher_suites",
          "tls_server_config.client_allowed_sans",
          "tls_server_config.curve_preferences");

  private final Path file;
  private final Set<String> keys = new HashSet<>();
  private final Map<String, List<YamlText>> texts = new LinkedHashMap<>();

  /**
   * Reads a file.
   *
   * @throws Mistake with the first key that is none, or whose value is of another type
   */
  WebConfigYaml(Path file, String text) {
    this.file = file;
    try {
      LoadSettings settings =
          LoadSettings.builder().setSchema(new CoreSchema()).setAllowNonScalarKeys(true).build();
      new Compose(settings).composeString(text).ifPresent(root -> read("", root));
    } catch (MarkedYamlEngineException e) {
      throw Mistake.yaml(file, e);
    } catch (YamlEngineException | StackOverflowError e) {
      throw new Mistake(file.toString(), "expected YAML, found what cannot be read");
    }
  }

  private void read(String key, Node node) {
    if (isNull(node) && !key.startsWith(USERS)) {
      return;
    }
    if (isText(key)) {
      texts.put(key, List.of(text(node)));
    } else if (LISTS.contains(key)) {
      if (!(node instanceof SequenceNode list)) {
        throw mistake(node, "expected a list, found another");
      }
      texts.put(key, list.getValue().stream().map(this::text).toList());
    } else if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> read(key, tuple));
    } else {
      throw mistake(node, "expected keys of a web configuration, found another");
    }
  }

  private void read(String parent, NodeTuple tuple) {
    YamlText name = text(tuple.getKeyNode());
    String key = parent.isEmpty() ? name.text() : parent + "." + name.text();
    boolean isUser = USERS.equals(parent + ".");
    if (!isUser && (name.text().contains(".") || !isKnown(key))) {
      throw name.mistake("expected a key of a web configuration, found " + Excerpt.of(name.text()));
    }
    if (!keys.add(key)) {
      throw name.mistake(
          "expected each key once, found %s again".formatted(Excerpt.of(name.text())));
    }
    read(key, tuple.getValueNode());
  }

  private static boolean isKnown(String key) {
    return Stream.concat(TEXTS.stream(), LISTS.stream())
        .anyMatch(known -> known.equals(key) || known.startsWith(key + "."));
  }

  private static boolean isText(String key) {
    return TEXTS.contains(key) || key.startsWith(USERS);
  }

  private static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  private YamlText text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return new YamlText(isNull(node) ? "" : scalar.getValue(), scalar.isPlain(), place(node));
    }
    throw mistake(node, "expected a text, found another");
  }

  /** It does not show what was found: it may be a secret. */
  private Mistake mistake(Node node, String what) {
    return new Mistake(place(node), what);
  }

  private Place place(Node node) {
    return Place.of(file, node.getStartMark().orElseThrow());
  }

  Path file() {
    return file;
  }

  /** Empty if nothing stands there, or an empty text. */
  Optional<YamlText> text(String key) {
    return list(key).map(list -> list.get(0)).filter(text -> !text.text().isEmpty());
  }

  Optional<List<YamlText>> list(String key) {
    return Optional.ofNullable(texts.get(key));
  }

  /** The texts below a key by their names. */
  Map<String, YamlText> below(String parent) {
    Map<String, YamlText> below = new LinkedHashMap<>();
    texts.forEach(
        (key, list) -> {
          if (key.startsWith(parent)) {
            below.put(key.substring(parent.length()), list.get(0));
          }
        });
    return below;
  }
}
