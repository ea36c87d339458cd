package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code topicLabels}: a topic filter with names for its levels, such as {@code
 * zigbee/{device...}/state}.
 */
final class TopicLabels {

  private static final String MANY = "...}";

  private final String template;

  /** The text that a level of the topic must have; null where any text is allowed. */
  private final @Nullable String[] literals;

  /** The label that takes a level as its value; null where there is none. */
  private final @Nullable String[] labels;

  /** The place of {@code {name...}} or {@code #}; -1 if there is none. */
  private final int many;

  private final int fewest;

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException if it is not as expected
   */
  TopicLabels(String option) {
    // Camel reads the + of a URI as a space
    template = option.replaceAll("(?<=^|/) (?=/|$)", "+");
    String[] levels = template.split("/", -1);
    literals = new @Nullable String[levels.length];
    labels = new @Nullable String[levels.length];
    int place = -1;
    for (int i = 0; i < levels.length; i++) {
      String level = levels[i];
      if (level.equals("#") || isMany(level)) {
        if (place >= 0 || (level.equals("#") && i < levels.length - 1)) {
          throw invalid();
        }
        place = i;
      }
      if (level.startsWith("{") && level.endsWith("}")) {
        int end = level.length() - (isMany(level) ? MANY.length() : 1);
        labels[i] = Names.requireLabelName(level.substring(1, end));
      } else if (!level.equals("#") && !level.equals("+")) {
        if (level.matches(".*[{}+#].*")) {
          throw invalid();
        }
        literals[i] = level;
      }
    }
    many = place;
    fewest = levels.length - (levels[levels.length - 1].equals("#") ? 1 : 0);
  }

  private static boolean isMany(String level) {
    return level.startsWith("{") && level.endsWith(MANY);
  }

  private IllegalArgumentException invalid() {
    return new IllegalArgumentException(
        "expected a topic filter with {name} for a level, or once {name...} for several, found \""
            + template
            + "\"");
  }

  /** The names of the labels, in the order of {@link #values}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String label : labels) {
      if (label != null) {
        names.add(label);
      }
    }
    return names;
  }

  /**
   * Returns the levels of a topic that have names.
   *
   * @throws RejectedException if the topic does not match
   */
  List<String> values(@Nullable String topic) {
    String[] levels = topic == null ? new String[0] : topic.split("/", -1);
    int surplus = levels.length - labels.length;
    if (topic == null || levels.length < fewest || (many < 0 && surplus > 0)) {
      throw mismatch(topic);
    }
    List<String> values = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < labels.length; i++) {
      int end = i == many ? at + 1 + surplus : at + 1;
      if (literals[i] != null && !literals[i].equals(levels[at])) {
        throw mismatch(topic);
      }
      if (labels[i] != null) {
        values.add(String.join("/", List.of(levels).subList(at, end)));
      }
      at = end;
    }
    return values;
  }

  private RejectedException mismatch(@Nullable String topic) {
    return RejectedException.invalid(
        "expected a topic of %s, found %s"
            .formatted(template, topic == null ? "none" : Excerpt.of(topic)));
  }
}
