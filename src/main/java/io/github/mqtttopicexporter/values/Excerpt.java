package io.github.mqtttopicexporter.values;

/** What was found, as errors quote it. */
public final class Excerpt {

  private static final int LENGTH = 40;

  /** What stands for bytes that are no text. */
  private static final int REPLACEMENT = '\ufffd';

  private Excerpt() {}

  /** At most a few dozen characters, none of which a terminal or a log reader could stumble on. */
  public static String of(String text) {
    if (text.isEmpty()) {
      return "nothing";
    }
    String quoted = '"' + printable(text) + '"';
    int length = text.codePointCount(0, text.length());
    return length > LENGTH ? quoted + "... (" + length + " characters)" : quoted;
  }

  /** The same, without quotes and without the length. */
  public static String printable(String text) {
    return start(text, LENGTH).toString();
  }

  /** A text without characters that could turn or end a line of a log; in part if it is longer. */
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
