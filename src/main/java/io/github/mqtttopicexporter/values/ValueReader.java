package io.github.mqtttopicexporter.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a sample from a raw payload or from JSON, by the options {@code values},
 * {@code scale} and {@code offset}. Thread-safe.
 */
public final class ValueReader {

  /** A decimal such as 0.1, or a fraction such as 5/9. */
  private record Fraction(double numerator, double denominator) {

    static Fraction parse(String option, String text) {
      String[] parts = text.split("/", -1);
      try {
        double numerator = NumberConverter.toDouble(parts[0]);
        double denominator = parts.length == 1 ? 1 : NumberConverter.toDouble(parts[1]);
        if (parts.length <= 2 && Double.isFinite(numerator / denominator)) {
          return new Fraction(numerator, denominator);
        }
      } catch (RejectedException ignored) {
        // told below with the whole text
      }
      throw new IllegalArgumentException(
          "expected a number or a fraction such as 5/9 for %s, found \"%s\""
              .formatted(option, text));
    }

    /** Multiplies before it divides, so that a sixtieth of 12345 is exactly 205.75. */
    double times(double value) {
      return value * numerator / denominator;
    }
  }

  private final Words words;
  private final Fraction scale;
  private final Fraction offset;

  /** If false, a number stays as it is, even minus zero. */
  private final boolean isScaled;

  /** Throws an IllegalArgumentException if an option is not as expected. */
  public ValueReader(String values, String scale, String offset) {
    this.words = new Words(values);
    this.scale = Fraction.parse("scale", scale);
    this.offset = Fraction.parse("offset", offset);
    this.isScaled = !scale.equals("1") || !offset.equals("0");
  }

  /** Returns true if there are no words, no scale and no offset. */
  public boolean isPlain() {
    return words.isEmpty() && !isScaled;
  }

  /**
   * Reads a value.
   *
   * @throws RejectedException if it is not a number, nor a word or date that counts as one
   */
  public double read(@Nullable Object body) {
    if (!words.isEmpty()) {
      String text = text(body);
      Double number = text == null ? null : words.number(text);
      if (number != null) {
        return number;
      }
    }
    double number = number(body);
    return isScaled ? scaled(number) : number;
  }

  private double scaled(double number) {
    double scaled = scale.times(number) + offset.times(1);
    if (Double.isFinite(number) && !Double.isFinite(scaled)) {
      throw RejectedException.notANumber(
          "expected a number within the range of a double after scale and offset, found " + number);
    }
    return scaled;
  }

  private static double number(@Nullable Object body) {
    if (body instanceof Number number) {
      return number.doubleValue();
    }
    if (body instanceof JsonNode json && json.isNumber()) {
      double number = json.doubleValue();
      if (Double.isInfinite(number)) { // JSON has none, so the number was out of range
        throw RejectedException.notANumber(
            "expected a number within the range of a double, found more");
      }
      return number;
    }
    String text = text(body);
    if (text == null) {
      throw RejectedException.notANumber("expected a number, found " + excerpt(body));
    }
    return NumberConverter.toDouble(text);
  }

  /** Returns a body as text; null if it is null, an array, an object or of another class. */
  public static @Nullable String text(@Nullable Object body) {
    if (body instanceof byte[] payload) {
      return new String(payload, StandardCharsets.UTF_8);
    }
    if (body instanceof JsonNode json) {
      return json.isNumber()
          ? plain(json.asText())
          : json.isValueNode() && !json.isNull() ? json.asText() : null;
    }
    if (body instanceof Number number) {
      return plain(number.toString());
    }
    return body instanceof CharSequence || body instanceof Boolean ? body.toString() : null;
  }

  /** Writes a whole number as a device does: 1, where Java has 1.0. */
  private static String plain(String text) {
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Returns a body for errors: the beginning of its text, or else its kind. */
  public static String excerpt(@Nullable Object body) {
    String text = text(body);
    if (text != null) {
      return Excerpt.of(text);
    }
    if (body instanceof JsonNode json) {
      return json.isArray() ? "an array" : json.isObject() ? "an object" : "nothing";
    }
    return body == null ? "nothing" : body.getClass().getSimpleName();
  }
}
