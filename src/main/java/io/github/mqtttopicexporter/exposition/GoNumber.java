package io.github.mqtttopicexporter.exposition;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;

/**
 * Writes numbers as Go's Prometheus client does: with the fewest digits that identify them, and
 * with an exponent below 1e-04 and from 1e+06 (<a
 * href="https://pkg.go.dev/strconv#FormatFloat">FormatFloat</a> with 'g' and -1).
 */
final class GoNumber {

  private static final long FIRST_WITH_EXPONENT = 1_000_000;

  /** Java writes smaller numbers with an exponent. */
  private static final double LAST_WITHOUT_EXPONENT = 1e-3;

  /** A double holds every whole number up to this one. */
  private static final double EXACT = 1L << 53;

  private GoNumber() {}

  /**
   * Writes a number.
   *
   * @param point whether a whole number has a point, as in OpenMetrics
   */
  static void write(Text text, double value, boolean point) {
    long whole = (long) value;
    if (whole == value && Math.abs(value) < EXACT && (whole != 0 || 1 / value > 0)) {
      if (Math.abs(whole) < FIRST_WITH_EXPONENT) {
        writeWhole(text, whole);
        text.write(point ? ".0" : "");
      } else {
        writeExponential(text, whole < 0, Long.toString(Math.abs(whole)), 0);
      }
    } else if (Double.isNaN(value)) {
      text.write("NaN");
    } else if (Double.isInfinite(value)) {
      text.write(value > 0 ? "+Inf" : "-Inf");
    } else if (value == 0) {
      text.write(point ? "-0.0" : "-0");
    } else {
      writeFraction(text, value);
    }
  }

  private static void writeWhole(Text text, long whole) {
    if (whole < 0) {
      text.write('-');
    }
    long digits = Math.abs(whole);
    if (digits < 10) {
      text.write('0' + (int) digits);
    } else {
      text.write(Long.toString(digits));
    }
  }

  private static void writeFraction(Text text, double value) {
    double size = Math.abs(value);
    // the JDK before 19 writes more digits than it takes
    String shortest = NumberOutput.toString(value, true);
    if (size >= LAST_WITHOUT_EXPONENT && size < FIRST_WITH_EXPONENT) {
      text.write(shortest);
      return;
    }
    BigDecimal number = new BigDecimal(shortest).abs().stripTrailingZeros();
    if (size >= 1e-4 && size < FIRST_WITH_EXPONENT) {
      text.write((value < 0 ? "-" : "") + number.toPlainString());
    } else {
      writeExponential(text, value < 0, number.unscaledValue().toString(), number.scale());
    }
  }

  /**
   * Writes {@code digits} × 10 to the power of -{@code scale}.
   *
   * @param digits without a leading zero
   */
  private static void writeExponential(Text text, boolean negative, String digits, int scale) {
    int exponent = digits.length() - 1 - scale;
    int length = digits.length();
    while (length > 1 && digits.charAt(length - 1) == '0') {
      length--;
    }
    text.write(
        (negative ? "-" : "")
            + digits.charAt(0)
            + (length > 1 ? "." + digits.substring(1, length) : "")
            + (exponent < 0 ? "e-" : "e+")
            + (Math.abs(exponent) < 10 ? "0" : "")
            + Math.abs(exponent));
  }
}
