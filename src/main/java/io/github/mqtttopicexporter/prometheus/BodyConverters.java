package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.values.NumberConverter;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.spi.TypeConvertible;
import org.apache.camel.support.SimpleTypeConverter;

/** How Camel converts the body of a message for route files, such as for {@code convertBodyTo}. */
final class BodyConverters {

  private BodyConverters() {}

  /**
   * Puts Go's number syntax in the place of Camel's own, which follows Java: there {@code 1d} is a
   * number and {@code inf} is not.
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
  }
}
