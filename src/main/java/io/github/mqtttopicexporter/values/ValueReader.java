package io.github.mqtttopicexporter.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the value of a sample from a raw payload or from JSON. Thread-safe. */
public final class ValueReader {

  private final Words words;
  private final Fraction scale;
  private final Fraction offset;

  /** If false, a number stays as it is, even minus zero. */
  private final boolean isScaled;

  public ValueReader(Words words, Fraction scale, Fraction offset) {
    this.words = words;
    this.scale = scale;
    this.offset = offset;
    this.isScaled = !scale.equals(Fraction.ONE) || !offset.equals(Fraction.ZERO);
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
    if (body instanceof byte[] payload) {
      return NumberConverter.toDouble(payload);
    }
    if (body instanceof Number number) {
      return number.doubleValue();
    }
    if (body instanceof JsonNode json && json.isNumber()) {
      return inRange(json);
    }
    String text = text(body);
    if (text == null) {
      throw RejectedException.notANumber("expected a number, found " + name(body));
    }
    return NumberConverter.toDouble(text);
  }

  /** Rejects infinity: JSON has none, so the parser made it from a number out of range. */
  private static double inRange(JsonNode json) {
    double number = json.doubleValue();
    if (Double.isInfinite(number)) {
      throw RejectedException.notANumber(
          "expected a number within the range of a double, found more");
    }
    return number;
  }

  /** Returns a body as text; null if it is null, an array, an object or of another class. */
  public static @Nullable String text(@Nullable Object body) {
    if (body instanceof byte[] payload) {
      return new String(payload, StandardCharsets.UTF_8);
    }
    if (body instanceof JsonNode json) {
      if (json.isNumber()) {
        return plain(json.asText());
      }
      return json.isValueNode() && !json.isNull() ? json.asText() : null;
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

  /** Names the kind of a body that has no text, for errors. */
  public static String name(@Nullable Object body) {
    if (body instanceof JsonNode json) {
      return switch (json.getNodeType()) {
        case ARRAY -> "an array";
        case OBJECT -> "an object";
        default -> "nothing";
      };
    }
    return body == null ? "nothing" : body.getClass().getSimpleName();
  }
}
