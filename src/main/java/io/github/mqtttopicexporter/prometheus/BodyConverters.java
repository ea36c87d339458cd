package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.github.mqtttopicexporter.values.NumberConverter;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.spi.TypeConvertible;
import org.apache.camel.support.SimpleTypeConverter;

/** How Camel converts the body of a message for route files, such as for {@code convertBodyTo}. */
final class BodyConverters {

  private BodyConverters() {}

  /**
   * Lets numbers and truth values flow into {@code jq}, and puts Go's number syntax in the place of
   * Camel's own, which follows Java: there {@code 1d} is a number and {@code inf} is not.
   */
  static void register(TypeConverterRegistry converters) {
    // not addTypeConverter(), which leaves a conversion that is there as it is
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
