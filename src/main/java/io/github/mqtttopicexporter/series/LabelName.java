package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.Excerpt;
import java.util.regex.Pattern;

/** The names of labels. */
public final class LabelName {

  /** Names that start with two underscores are Prometheus's own. */
  private static final Pattern NAME = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]*");

  private LabelName() {}

  /**
   * Returns the name.
   *
   * @throws InvalidSampleException if it is not that of a label
   */
  public static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSampleException(
          "expected a label name of letters, digits and _, found " + quoted(name));
    }
    return name;
  }

  /** Makes a label name of a text from a message. */
  public static String cleaned(String text) {
    return checked(cleaned(text, "[^a-zA-Z0-9_]"));
  }

  /** Puts an underscore for every invalid character, and before a leading digit. */
  public static String cleaned(String text, String invalid) {
    String name = text.replaceAll(invalid, "_");
    return !name.isEmpty() && Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static String quoted(String name) {
    return name.isEmpty() ? "\"\"" : Excerpt.of(name);
  }
}
