package io.github.mqtttopicexporter.prometheus;

/** What was found, as errors quote it. */
final class Excerpt {

  private static final int LENGTH = 40;

  private Excerpt() {}

  /** At most a few dozen characters, none of which a terminal or a log reader could stumble on. */
  static String of(String text) {
    if (text.isEmpty()) {
      return "nothing";
    }
    String quoted = '"' + printable(text) + '"';
    return text.length() > LENGTH ? quoted + "... (" + text.length() + " characters)" : quoted;
  }

  /** The same, without a word on its length. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars()
        .limit(LENGTH)
        .map(c -> c >= ' ' && c <= '~' ? c : '?')
        .forEach(c -> printable.append((char) c));
    return printable.toString();
  }
}
