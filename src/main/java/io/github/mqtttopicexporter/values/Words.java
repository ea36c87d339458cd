package io.github.mqtttopicexporter.values;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The option {@code values}: the numbers of words, and of dates if it lists {@code timestamp}. */
final class Words {

  private static final List<String> ON = List.of("on", "true", "online", "open", "yes");
  private static final List<String> OFF = List.of("off", "false", "offline", "closed", "no");

  /** A date begins with a year of four digits and a month, as no number does. */
  private static final Pattern DATE = Pattern.compile("(?s)....-..-..[Tt].*");

  private static final DateTimeFormatter DATE_AND_ZONE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private final Map<String, Double> numbers = new HashMap<>();
  private boolean timestamp;

  /** Throws an IllegalArgumentException if the option is not as expected. */
  Words(String option) {
    boolean binary = false;
    for (String part : option.isEmpty() ? new String[0] : option.split(",", -1)) {
      String value = part.strip();
      switch (value) {
        case "binary" -> binary = true;
        case "timestamp" -> timestamp = true;
        default -> add(value);
      }
    }
    if (binary) {
      // the user's own words go before these
      ON.forEach(word -> numbers.putIfAbsent(word, 1.0));
      OFF.forEach(word -> numbers.putIfAbsent(word, 0.0));
    }
  }

  private void add(String pair) {
    int equals = pair.lastIndexOf('=');
    String word = key(pair.substring(0, Math.max(equals, 0)));
    double number;
    try {
      number = NumberConverter.toDouble(pair.substring(equals + 1));
    } catch (RejectedException ignored) {
      word = ""; // reported below
      number = 0;
    }
    if (word.isEmpty()) {
      throw new IllegalArgumentException(
          "expected word=number, binary or timestamp in values, found \"" + pair + "\"");
    }
    if (numbers.putIfAbsent(word, number) != null) {
      throw new IllegalArgumentException(
          "expected each word once in values, found \"" + word + "\" twice");
    }
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  boolean isEmpty() {
    return numbers.isEmpty() && !timestamp;
  }

  /**
   * Returns the number of a word, or the seconds since the epoch of a date; null if the text is
   * neither.
   *
   * @throws RejectedException if it is a date without a time or a zone
   */
  @Nullable Double number(String text) {
    Double number = numbers.get(key(text));
    return number == null && timestamp && DATE.matcher(text.strip()).matches()
        ? Double.valueOf(seconds(text.strip()))
        : number;
  }

  private static double seconds(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text, DATE_AND_ZONE);
      return time.toEpochSecond() + time.getNano() / 1e9;
    } catch (DateTimeException ignored) {
      throw RejectedException.notANumber(
          "expected a date and time with a zone, such as 2026-01-31T12:00:00Z, found "
              + Excerpt.of(text));
    }
  }
}
