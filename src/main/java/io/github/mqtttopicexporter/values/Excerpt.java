package io.github.mqtttopicexporter.values;

/** A text from outside, made short and printable for errors and logs. */
public final class Excerpt {

  private static final int LENGTH = 40;

  /** The character that Java puts for bytes that are not UTF-8. */
  private static final int REPLACEMENT = '\ufffd';

  private Excerpt() {}

  /**
   * Quotes at most 40 characters. A question mark replaces those that could disturb a terminal or a
   * log reader.
   */
  public static String of(String text) {
    if (text.isEmpty()) {
      return "nothing";
    }
    String quoted = '"' + printable(text) + '"';
    int length = text.codePointCount(0, text.length());
    return length > LENGTH ? quoted + "... (" + length + " characters)" : quoted;
  }

  /** The same without quotes and without the length. */
  public static String printable(String text) {
    return start(text, LENGTH).toString();
  }

  /**
   * Makes a text printable within a line of a log, and cuts it after {@code maxLength} characters.
   */
  public static String printable(String text, int maxLength) {
    StringBuilder printable = start(text, maxLength);
    if (text.length() > maxLength) {
      printable.append("... (").append(text.length()).append(" characters)");
    }
    return printable.toString();
  }

  private static StringBuilder start(String text, int length) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(length)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(printable::appendCodePoint);
    return printable;
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT, // it may turn the direction of the line
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> codePoint != REPLACEMENT;
    };
  }
}
