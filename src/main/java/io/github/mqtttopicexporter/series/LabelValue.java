package io.github.mqtttopicexporter.series;

/** The values of labels. */
public final class LabelValue {

  private static final String LONE_SURROGATE = "\\p{Cs}";

  private LabelValue() {}

  /**
   * Puts the replacement character for half a character, which JSON can escape and UTF-8 cannot
   * write: two series of different halves would be one in a scrape, and fail it.
   */
  public static String wellFormed(String value) {
    return value.chars().anyMatch(c -> Character.isSurrogate((char) c))
        ? value.replaceAll(LONE_SURROGATE, "\ufffd")
        : value;
  }
}
