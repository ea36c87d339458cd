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
   * Checks the name of a label and returns it.
   *
   * @throws RejectedException if it is not a valid name
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

  /** Turns a text from a message into a metric name. */
  public static String metricName(String text) {
    return cleaned(text, ':');
  }

  /**
   * Turns a text from a message into a label name.
   *
   * @throws RejectedException if it is empty, or begins with two underscores
   */
  public static String labelName(String text) {
    return requireLabelName(cleaned(text, '_'));
  }

  /** Replaces every invalid character by an underscore, and puts one before a leading digit. */
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
