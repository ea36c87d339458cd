package io.github.mqtttopicexporter.values;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as Go's <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a> reads
 * it: {@code 90s}, {@code 1h30m}, {@code 1.5h}, {@code 300ms}, {@code 0}.
 */
public final class GoDuration {

  private static final String AMOUNT = "(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)";
  private static final Pattern PART = Pattern.compile(AMOUNT);
  private static final Pattern WHOLE = Pattern.compile("\\+?(0|(" + AMOUNT + ")++)");

  /** A device may send a text of any length, and a long number is slow to read. */
  private static final int MAX_LENGTH = 64;

  private GoDuration() {}

  /**
   * Reads a duration of zero or more.
   *
   * @throws IllegalArgumentException if the text is anything else, or has more than 64 characters,
   *     or the duration is longer than 292 years
   */
  public static Duration parse(String text) {
    if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected a duration such as 90s, 1h30m or 0, found "
              + (text.isEmpty() ? "\"\"" : Excerpt.of(text)));
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosPer(part.group(2))));
    }
    try {
      return Duration.ofNanos(nanos.toBigInteger().longValueExact());
    } catch (ArithmeticException ignored) {
      throw new IllegalArgumentException(
          "expected a duration of at most 292 years, found \"" + text + "\"");
    }
  }

  private static BigDecimal nanosPer(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 1_000L; // microseconds, in one of three spellings
        });
  }
}
