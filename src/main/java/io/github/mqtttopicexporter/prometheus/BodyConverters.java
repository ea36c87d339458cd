package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.github.mqtttopicexporter.values.NumberConverter;
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
    // addTypeConverter() would keep an existing conversion
    converters.addConverter(
        new TypeConvertible<>(byte[].class, Double.class),
        new SimpleTypeConverter(
            false, (type, exchange, payload) -> NumberConverter.toDouble((byte[]) payload)));
    converters.addConverter(
        new TypeConvertible<>(String.class, Double.class),
        new SimpleTypeConverter(
            false, (type, exchange, text) -> NumberConverter.toDouble((String) text)));
    converters.addConverter(
        new TypeConvertible<>(Number.class, JsonNode.class),
        new SimpleTypeConverter(false, (type, exchange, number) -> json((Number) number)));
    converters.addConverter(
        new TypeConvertible<>(Boolean.class, JsonNode.class),
        new SimpleTypeConverter(
            false, (type, exchange, truth) -> BooleanNode.valueOf((Boolean) truth)));
  }

  /** A whole number stays one, since jq writes 5 and not 5.0. */
  private static JsonNode json(Number number) {
    return number.longValue() == number.doubleValue()
        ? LongNode.valueOf(number.longValue())
        : DoubleNode.valueOf(number.doubleValue());
  }
}
