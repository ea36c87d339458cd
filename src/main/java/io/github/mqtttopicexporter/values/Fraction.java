package io.github.mqtttopicexporter.values;

/**
 * A number as a user writes it: a decimal such as {@code 0.1}, or a fraction such as {@code 5/9}.
 */
public record Fraction(double numerator, double denominator) {

  static final Fraction ZERO = new Fraction(0, 1);
  static final Fraction ONE = new Fraction(1, 1);

  /**
   * Reads a number or a fraction.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Fraction parse(String option, String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length <= 2) {
        double numerator = NumberConverter.toDouble(parts[0]);
        double denominator = parts.length == 1 ? 1 : NumberConverter.toDouble(parts[1]);
        if (Double.isFinite(numerator / denominator)) {
          return new Fraction(numerator, denominator);
        }
      }
    } catch (RejectedException ignored) {
      // reported below with the whole text
    }
    throw new IllegalArgumentException(
        "expected a number or a fraction such as 5/9 for " + option + ", found \"" + text + "\"");
  }

  /** Multiplies before it divides, so that a sixtieth of 12345 is exactly 205.75. */
  double times(double value) {
    return value * numerator / denominator;
  }
}
