package io.github.mqtttopicexporter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mqtttopicexporter.testing.Example;
import io.github.mqtttopicexporter.testing.Fuzz;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages that are like those of the examples, or not at all. */
final class FuzzMessages {

  private static final List<String> NUMBERS =
      List.of(
          "21.5",
          "-0",
          "+.5",
          "5.",
          ".",
          "1e308",
          "1e309",
          "-1e400",
          "1e-400",
          "1e999999999",
          "0x1p-3",
          "0x",
          "0b1",
          "0o7",
          "1_000",
          "_1",
          "1,5",
          "1 000",
          " 21 ",
          "21\n",
          "NaN",
          "nan",
          "Inf",
          "-infinity",
          "+Inf",
          "١٢",
          "½",
          "２１",
          "1e",
          "--1",
          "9007199254740993",
          "9223372036854775808",
          "18446744073709551616",
          "-9223372036854775809",
          "1d",
          "1f",
          "0x1.fffffffffffffp1023",
          "4.9e-324",
          "1".repeat(400),
          "0." + "0".repeat(400) + "1",
          "9".repeat(5_000),
          "1e+",
          "∞",
          "1st",
          "21 °C",
          "12:30",
          "2026-06-26T20:29:58Z",
          "2026-13-45T99:99:99Z");

  private static final List<String> WORDS =
      List.of(
          "ON",
          "off",
          "true",
          "False",
          "null",
          "online",
          "Offline",
          "open",
          "",
          " ",
          "\u0000",
          "unavailable",
          "{}",
          "[]",
          "{",
          "[",
          "\"",
          "\"ON\"",
          "[1]",
          "{\"value\":1}",
          "[{\"name\":\"a\",\"value\":1}]",
          "cleaning",
          "\ufeff1");

  private static final List<String> ODD =
      List.of(
          "",
          "$",
          "$SYS",
          "$share",
          "${header.CamelMqttTopic}",
          "$simple{body}",
          "{{mqtt.server}}",
          "RAW(x)",
          "\"",
          "\\",
          "\\n",
          "\n",
          "\t",
          "\u0001",
          "\u007f",
          "\u0085",
          "\u2028",
          "\u202e",
          "\ufdd0",
          "\ufffe",
          "🛋",
          "漢字",
          "a\u0301",
          "a{b=\"c\"}",
          "'",
          "`",
          " ",
          "%00",
          "..",
          ",",
          "=",
          "x".repeat(300),
          "x".repeat(5_000),
          "🛋".repeat(250),
          "0",
          "-1",
          "__name__",
          "le",
          "quantile",
          "bridge",
          "set",
          "relay",
          "emeter",
          "switch:0",
          "Dc");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Fuzz fuzz;
  private final List<Example> examples =
      Example.files().stream().flatMap(file -> Example.of(file).stream()).toList();
  private final List<JsonNode> trees = new ArrayList<>();
  private final List<String> fields = new ArrayList<>();

  FuzzMessages(Fuzz fuzz) {
    this.fuzz = fuzz;
    for (Example example : examples) {
      JsonNode tree = tree(example.payload());
      if (tree.isContainerNode()) {
        trees.add(tree);
        addFields(tree);
      }
    }
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return NODES.missingNode();
    }
  }

  private void addFields(JsonNode tree) {
    tree.fieldNames().forEachRemaining(fields::add);
    tree.forEach(this::addFields);
  }

  /** An example to make a message of. */
  Example example() {
    return fuzz.of(examples);
  }

  /** A topic of an example with one level that is another, or one more. */
  String topic(Example example) {
    List<String> levels = new ArrayList<>(List.of(example.topic().split("/", -1)));
    int level = fuzz.below(levels.size());
    switch (fuzz.below(8)) {
      case 0 -> levels.add(level, oddLevel());
      case 1, 2 -> levels.set(level, oddLevel());
      default -> levels.set(level, "device-" + fuzz.below(10_000));
    }
    String topic = String.join("/", levels);
    return topic.isEmpty() ? example.topic() : topic;
  }

  private String oddLevel() {
    return (fuzz.oneIn(3) ? fuzz.text(20) : fuzz.of(ODD)).replaceAll("[+#\0]", "_");
  }

  byte[] payload(Example example) {
    byte[] own = utf8(example.payload());
    return switch (fuzz.below(20)) {
      case 0 -> new byte[0];
      case 1 -> utf8(fuzz.of(WORDS));
      case 2 -> fuzz.bytes(200);
      case 3 -> utf8(fuzz.text(50));
      case 4 -> utf8(example().payload());
      case 5, 6, 7 -> own;
      case 8, 9, 10 -> utf8(number());
      case 11, 12, 13 -> fuzz.mutated(own);
      case 14 -> utf8(json(3).toString());
      case 15 -> fuzz.oneIn(200) ? large() : fuzz.mutated(utf8(fuzz.of(trees).toString()));
      default -> {
        JsonNode tree = tree(example.payload());
        yield utf8(mutated(tree.isContainerNode() ? tree : fuzz.of(trees).deepCopy()).toString());
      }
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String number() {
    return switch (fuzz.below(3)) {
      case 0 -> fuzz.of(NUMBERS);
      case 1 -> String.valueOf(Double.longBitsToDouble(fuzz.bits()));
      default -> {
        StringBuilder number = new StringBuilder();
        for (int i = fuzz.below(12); i >= 0; i--) {
          number.append("0123456789+-.eExXpP_naif".charAt(fuzz.below(24)));
        }
        yield number.toString();
      }
    };
  }

  /** Nests deep, or is wide, or long. */
  private byte[] large() {
    int times = fuzz.below(20_000);
    return utf8(
        switch (fuzz.below(6)) {
          case 0 -> "[".repeat(times) + "]".repeat(times);
          case 1 -> "{\"room_a\":".repeat(times) + "1" + "}".repeat(times);
          case 2 -> "[" + "{},".repeat(times) + "1]";
          case 3 -> "{\"room_a\":[" + "1,".repeat(times) + "1]}";
          case 4 -> "{\"" + "x".repeat(times) + "\":" + "1".repeat(times) + "}";
          default -> "1".repeat(20 * times);
        });
  }

  /** The tree with one node that is another. */
  private JsonNode mutated(JsonNode tree) {
    if (tree.isEmpty() || fuzz.oneIn(6)) {
      return json(2);
    }
    int child = fuzz.below(tree.size());
    if (tree instanceof ArrayNode array) {
      return array.set(child, mutated(array.get(child)));
    }
    ObjectNode object = (ObjectNode) tree;
    String field = List.copyOf(object.properties()).get(child).getKey();
    JsonNode value = fuzz.oneIn(6) ? object.remove(field) : object.get(field);
    return object.set(fuzz.oneIn(6) ? field() : field, mutated(value));
  }

  private String field() {
    String odd = fuzz.of(ODD);
    return fuzz.oneIn(2) ? fuzz.of(fields) : fuzz.oneIn(2) ? odd : "room_" + odd;
  }

  private JsonNode json(int depth) {
    return switch (fuzz.below(depth > 0 ? 10 : 7)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(fuzz.oneIn(2));
      case 2 -> NODES.textNode(fuzz.of(ODD));
      case 3 -> NODES.textNode(number());
      case 4 -> NODES.numberNode(fuzz.below(1_000));
      case 5 -> NODES.numberNode(BigDecimal.valueOf(fuzz.bits(), fuzz.below(1_000) - 500));
      case 6 -> NODES.numberNode(BigInteger.valueOf(fuzz.bits()).pow(fuzz.below(5)));
      case 7 -> {
        ArrayNode array = NODES.arrayNode();
        for (int i = fuzz.below(5); i > 0; i--) {
          array.add(json(depth - 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int i = fuzz.below(5); i > 0; i--) {
          object.set(field(), json(depth - 1));
        }
        yield object;
      }
    };
  }
}
