package io.github.mqtttopicexporter.values;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The number syntax of a payload: the one that Go's <a
 * href="https://pkg.go.dev/strconv#ParseFloat">strconv.ParseFloat</a> accepts, with ASCII white
 * space around it.
 */
public final class NumberConverter {

  /** No double needs more than about 770 digits, so a longer payload is not a number. */
  private static final int MAX_LENGTH = 1_000;

  private static final String EXPONENT = "[+-]?[0-9][0-9_]*";
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)([eE]" + EXPONENT + ")?");
  private static final Pattern HEX =
      Pattern.compile(
          "[+-]?0[xX](_?[0-9a-fA-F][0-9a-fA-F_]*\\.?[0-9a-fA-F_]*|\\.[0-9a-fA-F][0-9a-fA-F_]*)[pP]"
              + EXPONENT);

  /** Go lets an underscore stand between two digits, or between 0x and a digit. */
  private static final Pattern STRAY_UNDERSCORE = Pattern.compile("(?<![0-9])_|_(?![0-9])");

  private static final Pattern STRAY_HEX_UNDERSCORE =
      Pattern.compile("(?<![0-9a-fA-FxX])_|_(?![0-9a-fA-F])");

  private static final Pattern NAN = Pattern.compile("(?i)nan");
  private static final Pattern INFINITY = Pattern.compile("(?i)([+-]?)inf(inity)?");

  private NumberConverter() {}

  /**
   * Reads a payload as a number.
   *
   * @throws RejectedException with what was expected and a printable excerpt of what was found
   */
  public static Double toDouble(byte[] payload) {
    return toDouble(new String(payload, StandardCharsets.UTF_8));
  }

  /**
   * Reads a text as a number.
   *
   * @throws RejectedException with what was expected and a printable excerpt of what was found
   */
  public static Double toDouble(String text) {
    String number = strip(text);
    if (number.length() <= MAX_LENGTH) {
      if (isDecimal(number) || isHex(number)) {
        double value = Double.parseDouble(number.replace("_", ""));
        if (Double.isInfinite(value)) {
          throw RejectedException.notANumber(
              "expected a number within the range of a double, found " + Excerpt.of(number));
        }
        return value;
      }
      if (NAN.matcher(number).matches()) {
        return Double.NaN;
      }
      if (INFINITY.matcher(number).matches()) {
        return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      }
    }
    throw RejectedException.notANumber("expected a number, found " + Excerpt.of(number));
  }

  private static boolean isDecimal(String number) {
    return DECIMAL.matcher(number).matches() && !STRAY_UNDERSCORE.matcher(number).find();
  }

  private static boolean isHex(String number) {
    return HEX.matcher(number).matches() && !STRAY_HEX_UNDERSCORE.matcher(number).find();
  }

  /** {@link String#strip()} for ASCII white space only. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (start < end && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
