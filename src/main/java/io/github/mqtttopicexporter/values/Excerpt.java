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
    int length = text.codePointCount(0, text.length());
    String quoted = '"' + printable(text) + '"';
    return length > LENGTH ? quoted + "... (" + length + " characters)" : quoted;
  }

  /** The same, without a word on its length. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(LENGTH)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(printable::appendCodePoint);
    return printable.toString();
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
