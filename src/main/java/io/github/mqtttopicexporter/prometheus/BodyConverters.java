package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.github.mqtttopicexporter.values.NumberConverter;
import java.util.function.Function;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.spi.TypeConvertible;
import org.apache.camel.support.SimpleTypeConverter;

/** Conversions of message bodies in route files, such as by {@code convertBodyTo}. */
final class BodyConverters {

  private BodyConverters() {}

  /**
   * Registers numbers and truth values as input of {@code jq}, and Go's number syntax in the place
   * of Camel's, which is Java's: it takes {@code 1d} for a number and {@code inf} for none.
   */
  static void register(TypeConverterRegistry converters) {
    add(converters, byte[].class, Double.class, NumberConverter::toDouble);
    add(converters, String.class, Double.class, NumberConverter::toDouble);
    add(converters, Number.class, JsonNode.class, BodyConverters::json);
    add(converters, Boolean.class, JsonNode.class, BooleanNode::valueOf);
  }

  private static <F, T> void add(
      TypeConverterRegistry converters, Class<F> from, Class<T> to, Function<F, T> conversion) {
    // addTypeConverter() would keep an existing conversion
    converters.addConverter(
        new TypeConvertible<>(from, to),
        new SimpleTypeConverter(
            false, (type, exchange, body) -> conversion.apply(from.cast(body))));
  }

  /** A whole number stays one, since jq writes 5 and not 5.0. */
  private static JsonNode json(Number number) {
    return number.longValue() == number.doubleValue()
        ? LongNode.valueOf(number.longValue())
        : DoubleNode.valueOf(number.doubleValue());
  }
}
