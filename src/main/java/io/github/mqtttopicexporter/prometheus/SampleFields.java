package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of one sample, as JSON. */
final class SampleFields {

  private static final Set<String> NAMES =
      Set.of("name", "value", "labels", "help", "type", "unit", "retainTime");

  private final JsonNode json;

  /**
   * Checks the names of the fields.
   *
   * @throws RejectedException if it is not an object or has an unknown field
   */
  SampleFields(JsonNode json) {
    this.json = json;
    if (!json.isObject()) {
      throw RejectedException.invalid(
          "expected a sample with a name and a value, found " + ValueReader.excerpt(json));
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!NAMES.contains(field.getKey())) {
        throw RejectedException.invalid(
            "expected name, value, labels, help, type, unit or retainTime, found "
                + Excerpt.of(field.getKey()));
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
    return text("name").orElseThrow(() -> RejectedException.invalid("expected a name, found none"));
  }

  Optional<String> text(String field) {
    return read(field, "text", text -> text);
  }

  /**
   * Reads a field; empty if the sample lacks it.
   *
   * @param parse throws an IllegalArgumentException for all but what is expected
   */
  <T> Optional<T> read(String field, String expected, Function<String, T> parse) {
    JsonNode value = json.get(field);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    String text = ValueReader.text(value);
    try {
      if (text != null) {
        return Optional.of(parse.apply(text));
      }
    } catch (IllegalArgumentException ignored) {
      // told below
    }
    throw RejectedException.invalid(
        "expected %s for %s, found %s".formatted(expected, field, ValueReader.excerpt(value)));
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
      throw RejectedException.invalid(
          "expected an object for labels, found " + ValueReader.excerpt(node));
    }
    Set<String> own = new HashSet<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = Names.labelName(field.getKey());
      if (!own.add(name)) {
        throw RejectedException.invalid("expected each label once, found \"" + name + "\" twice");
      }
      JsonNode value = field.getValue();
      if (value.isContainerNode()) {
        throw RejectedException.invalid(
            "expected text, a number or a boolean for label %s, found %s"
                .formatted(name, ValueReader.excerpt(value)));
      }
      labels.put(name, value.isNull() ? "" : String.valueOf(ValueReader.text(value)));
    }
  }
}
