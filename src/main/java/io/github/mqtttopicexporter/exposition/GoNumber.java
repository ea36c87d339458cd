package io.github.mqtttopicexporter.exposition;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;

/**
 * Writes numbers as Go's Prometheus client does: with the fewest digits that identify them, and
 * with an exponent below 1e-04 and from 1e+06 (<a
 * href="https://pkg.go.dev/strconv#FormatFloat">FormatFloat</a> with 'g' and -1).
 */
final class GoNumber {

  private static final double FIRST_WITH_EXPONENT = 1e6;
  private static final double LAST_WITH_EXPONENT = 1e-4;

  private GoNumber() {}

  /**
   * Writes a number.
   *
   * @param point whether a whole number has a point, as in OpenMetrics
   */
  static void write(Text text, double value, boolean point) {
    double size = Math.abs(value);
    if (value < 0 || 1 / value < 0) {
      text.write('-');
    }
    if (Double.isNaN(value)) {
      text.write("NaN");
    } else if (Double.isInfinite(value)) {
      text.write(value > 0 ? "+Inf" : "Inf");
    } else if (size >= FIRST_WITH_EXPONENT || (size < LAST_WITH_EXPONENT && size > 0)) {
      writeExponential(text, decimal(size));
    } else if (!writeFewDigits(text, size, point)) {
      text.write(decimal(size).toPlainString());
    }
  }

  /** Writes a number below a million with up to three decimals, which most are. */
  private static boolean writeFewDigits(Text text, double size, boolean point) {
    for (int scale = 1; scale <= 1_000; scale *= 10) {
      int digits = (int) (size * scale + 0.5);
      if ((double) digits / scale == size) {
        int first = scale;
        while (digits / first >= 10) {
          first *= 10;
        }
        for (int at = first; at > 0; at /= 10) {
          if (at == scale / 10) {
            text.write('.');
          }
          text.write('0' + digits / at % 10);
        }
        text.write(scale == 1 && point ? ".0" : "");
        return true;
      }
    }
    return false;
  }

  /** The shortest: the JDK before 19 writes more digits than it takes. */
  private static BigDecimal decimal(double size) {
    return new BigDecimal(NumberOutput.toString(size, true)).stripTrailingZeros();
  }

  private static void writeExponential(Text text, BigDecimal number) {
    String digits = number.unscaledValue().toString();
    int exponent = digits.length() - 1 - number.scale();
    text.write(
        digits.charAt(0)
            + (digits.length() > 1 ? "." + digits.substring(1) : "")
            + (exponent < 0 ? "e-" : "e+")
            + (Math.abs(exponent) < 10 ? "0" : "")
            + Math.abs(exponent));
  }
}
