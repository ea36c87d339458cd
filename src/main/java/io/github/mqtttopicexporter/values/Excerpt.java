package io.github.mqtttopicexporter.values;

/** A text from outside, made short and printable for errors and logs. */
public final class Excerpt {

  private static final int LENGTH = 40;

  private Excerpt() {}

  /** Quotes the first 40 characters of a text; {@code nothing} if it is empty. */
  public static String of(String text) {
    return text.isEmpty() ? "nothing" : '"' + printable(text) + '"' + left(text, LENGTH);
  }

  /** The same without quotes and without the length. */
  public static String printable(String text) {
    return start(text, LENGTH);
  }

  /**
   * Makes a text printable within a line of a log, and cuts it after {@code maxLength} characters.
   */
  public static String printable(String text, int maxLength) {
    return start(text, maxLength) + left(text, maxLength);
  }

  /** A question mark replaces what could disturb a terminal or a log reader. */
  private static String start(String text, int length) {
    String start =
        length(text) > length ? text.substring(0, text.offsetByCodePoints(0, length)) : text;
    return start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\ufffd]", "?");
  }

  private static String left(String text, int length) {
    return length(text) > length ? "... (" + length(text) + " characters)" : "";
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
