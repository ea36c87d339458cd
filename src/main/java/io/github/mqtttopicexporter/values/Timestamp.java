package io.github.mqtttopicexporter.values;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** A date and time of a device, such as {@code 2026-06-26T20:29:58.259Z}. */
final class Timestamp {

  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private Timestamp() {}

  /** Returns true if the text begins like a date with a year of four digits, as no number does. */
  static boolean isOne(String text) {
    return text.length() > 10
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && (text.charAt(10) == 'T' || text.charAt(10) == 't');
  }

  /**
   * Reads the seconds since the epoch.
   *
   * @throws RejectedException if it is not a date and time with a zone
   */
  static double seconds(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text, FORMAT);
      return time.toEpochSecond() + time.getNano() / 1e9;
    } catch (DateTimeException ignored) {
      throw RejectedException.notANumber(
          "expected a date and time with a zone, such as 2026-01-31T12:00:00Z, found "
              + Excerpt.of(text));
    }
  }
}
