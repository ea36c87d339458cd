package io.github.mqtttopicexporter.mqtt;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/** Sets options, and takes only numbers for numbers: Camel takes 30s for 30000, and abc for 0. */
record WholeNumbers<C extends PropertyConfigurer & PropertyConfigurerGetter>(C generated)
    implements PropertyConfigurer, PropertyConfigurerGetter {

  @Override
  public boolean configure(
      CamelContext camel, Object target, String name, @Nullable Object value, boolean ignoreCase) {
    if (getOptionType(name, true) == int.class && !String.valueOf(value).matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "expected a whole number as " + name + ", found none"); // it may be a password
    }
    return generated.configure(camel, target, name, value, ignoreCase);
  }

  @Override
  public Class<?> getOptionType(String name, boolean ignoreCase) {
    return generated.getOptionType(name, ignoreCase);
  }

  @Override
  public Object getOptionValue(Object target, String name, boolean ignoreCase) {
    return generated.getOptionValue(target, name, ignoreCase);
  }
}
