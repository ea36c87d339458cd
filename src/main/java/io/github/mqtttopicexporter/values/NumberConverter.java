package io.github.mqtttopicexporter.values;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The number syntax of a payload: the one that Go's <a
 * href="https://pkg.go.dev/strconv#ParseFloat">strconv.ParseFloat</a> accepts, with white space
 * around it.
 */
public final class NumberConverter {

  /** No double needs more than about 770 digits, so a longer payload is not a number. */
  private static final int MAX_LENGTH = 1_000;

  /** An underscore may stand between two digits, and between 0x and a digit. */
  private static final String DIGITS = "[0-9]++(_[0-9]++)*+";

  private static final String HEX_DIGITS = DIGITS.replace("0-9", "0-9a-fA-F");
  private static final Pattern FINITE =
      Pattern.compile(
          "[+-]?(%1$s\\.?(%1$s)?|\\.%1$s)([eE][+-]?%1$s)?".formatted(DIGITS)
              + "|[+-]?0[xX](_?%1$s\\.?(%1$s)?|\\.%1$s)[pP][+-]?%2$s"
                  .formatted(HEX_DIGITS, DIGITS));

  private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(inity)?");

  private NumberConverter() {}

  /** Reads a payload in UTF-8, as {@link #toDouble(String)}. */
  public static Double toDouble(byte[] payload) {
    return toDouble(new String(payload, StandardCharsets.UTF_8));
  }

  /**
   * Reads a text as a number.
   *
   * @throws RejectedException with what was expected and a printable excerpt of what was found
   */
  public static Double toDouble(String text) {
    String number = text.strip();
    if (number.length() <= MAX_LENGTH) {
      if (FINITE.matcher(number).matches()) {
        double value = Double.parseDouble(number.replace("_", ""));
        if (Double.isInfinite(value)) {
          throw RejectedException.notANumber(
              "expected a number within the range of a double, found " + Excerpt.of(number));
        }
        return value;
      }
      if (number.equalsIgnoreCase("nan")) {
        return Double.NaN;
      }
      if (INFINITY.matcher(number).matches()) {
        return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
    }
    throw RejectedException.notANumber("expected a number, found " + Excerpt.of(number));
  }
}
