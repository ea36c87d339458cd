package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.GoDuration;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one sample, as JSON. */
final class SampleFields {

  private static final Set<String> NAMES =
      Set.of("name", "value", "labels", "help", "type", "unit", "retainTime");

  private static final int MAX_NAME_LENGTH = 1_000;

  private final JsonNode json;

  /**
   * Checks the names of the fields.
   *
   * @throws RejectedException if it is not an object or has an unknown field
   */
  SampleFields(JsonNode json) {
    if (!json.isObject()) {
      throw RejectedException.invalid(
          "expected a sample with a name and a value, found " + found(json));
    }
    this.json = json;
    Iterator<String> fields = json.fieldNames();
    while (fields.hasNext()) {
      String field = fields.next();
      if (!NAMES.contains(field)) {
        throw RejectedException.invalid(
            "expected name, value, labels, help, type, unit or retainTime, found "
                + Excerpt.of(field));
      }
    }
  }

  /** Returns the value; null if the device sent null. */
  @Nullable JsonNode value() {
    JsonNode value = json.get("value");
    if (value == null) {
      throw RejectedException.invalid("expected a value, found none");
    }
    return value.isNull() || value.isMissingNode() ? null : value;
  }

  String name() {
    String name = text("name", null);
    if (name == null) {
      throw RejectedException.invalid("expected a name, found none");
    }
    return requireShort(name);
  }

  @Nullable String text(String field, @Nullable String fallback) {
    JsonNode node = json.get(field);
    if (node == null || node.isNull()) {
      return fallback;
    }
    if (!node.isTextual()) {
      throw RejectedException.invalid("expected text for " + field + ", found " + found(node));
    }
    return node.textValue();
  }

  MetricType type(MetricType fallback) {
    String type = text("type", null);
    if (type == null) {
      return fallback;
    }
    return switch (type) {
      case "gauge" -> MetricType.gauge;
      case "counter" -> MetricType.counter;
      case "unknown" -> MetricType.unknown;
      default ->
          throw RejectedException.invalid(
              "expected gauge, counter or unknown for type, found " + Excerpt.of(type));
    };
  }

  Duration retainTime(Duration fallback) {
    JsonNode node = json.get("retainTime");
    if (node == null || node.isNull()) {
      return fallback;
    }
    try {
      return GoDuration.parse(node.asText());
    } catch (IllegalArgumentException ignored) {
      throw RejectedException.invalid(
          "expected a duration such as 90s, 1h30m or 0 for retainTime, found " + found(node));
    }
  }

  /**
   * Adds the labels of the sample to those of its message; a label of the same name is replaced.
   */
  void addLabels(Map<String, String> labels) {
    JsonNode node = json.get("labels");
    if (node == null || node.isNull()) {
      return;
    }
    if (!node.isObject()) {
      throw RejectedException.invalid("expected an object for labels, found " + found(node));
    }
    Set<String> own = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = Names.labelName(requireShort(field.getKey()));
      if (!own.add(name)) {
        throw RejectedException.invalid("expected each label once, found \"" + name + "\" twice");
      }
      JsonNode value = field.getValue();
      if (value.isContainerNode()) {
        throw RejectedException.invalid(
            "expected text, a number or a boolean for label " + name + ", found " + found(value));
      }
      String text = ValueReader.text(value);
      labels.put(name, text == null ? "" : text);
    }
  }

  /** An error quotes the name in full, so a name must not be as long as a message. */
  private static String requireShort(String name) {
    if (name.length() > MAX_NAME_LENGTH) {
      throw RejectedException.invalid(
          "expected a name of at most "
              + MAX_NAME_LENGTH
              + " characters, found "
              + Excerpt.of(name));
    }
    return name;
  }

  private static String found(JsonNode node) {
    String text = ValueReader.text(node);
    return text == null ? ValueReader.name(node) : Excerpt.of(text);
  }
}
