package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;

/**
 * The names of metrics and labels (<a
 * href="https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels">Prometheus's data
 * model</a>, without UTF-8 names).
 */
public final class Names {

  private Names() {}

  static boolean isMetricName(String text) {
    return !text.isEmpty() && text.equals(metricName(text));
  }

  /**
   * Returns the name of a label.
   *
   * @throws RejectedException if no label can have it
   */
  public static String requireLabelName(String name) {
    // names that start with two underscores are Prometheus's own
    if (name.isEmpty() || name.startsWith("__") || !name.equals(cleaned(name, '_'))) {
      throw RejectedException.invalid(
          "expected a label name of letters, digits and _, found "
              + (name.isEmpty() ? "\"\"" : Excerpt.of(name)));
    }
    return name;
  }

  /** Makes a metric name of a text from a message. */
  public static String metricName(String text) {
    return cleaned(text, ':');
  }

  /**
   * Makes a label name of a text from a message.
   *
   * @throws RejectedException if it is empty, or begins with two underscores
   */
  public static String labelName(String text) {
    return requireLabelName(cleaned(text, '_'));
  }

  /** Puts an underscore for every invalid character, and before a leading digit. */
  private static String cleaned(String text, char alsoValid) {
    StringBuilder name = new StringBuilder(text.length() + 1);
    text.codePoints()
        .forEach(
            c -> {
              boolean digit = c >= '0' && c <= '9';
              boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
              if (digit && name.isEmpty()) {
                name.append('_');
              }
              name.append(digit || letter || c == '_' || c == alsoValid ? (char) c : '_');
            });
    return name.toString();
  }
}
