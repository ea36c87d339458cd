package io.github.mqtttopicexporter.values;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The option {@code values}: the numbers of words, and of dates if it lists {@code timestamp}. */
public final class Words {

  private static final String BINARY = "binary";
  private static final String TIMESTAMP = "timestamp";

  private static final List<String> ON = List.of("on", "true", "online", "open", "yes");
  private static final List<String> OFF = List.of("off", "false", "offline", "closed", "no");

  private final Map<String, Double> numbers = new HashMap<>();
  private boolean timestamp;

  /**
   * Reads the option.
   *
   * @throws IllegalArgumentException if it is not as expected
   */
  public Words(String option) {
    if (option.isEmpty()) {
      return;
    }
    boolean binary = false;
    for (String part : option.split(",", -1)) {
      String value = part.strip();
      if (value.equals(BINARY)) {
        binary = true;
      } else if (value.equals(TIMESTAMP)) {
        timestamp = true;
      } else {
        add(value);
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

  /** Returns the number of a word or a date; null if the text is neither. */
  @Nullable Double number(String text) {
    Double number = numbers.get(key(text));
    return number == null && timestamp && Timestamp.isOne(text.strip())
        ? Double.valueOf(Timestamp.seconds(text.strip()))
        : number;
  }
}
