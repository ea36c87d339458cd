package io.github.mqtttopicexporter.mqtt;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/** The options of an endpoint of camel-paho by their names, which both versions of MQTT share. */
final class PahoOptions {

  /** What only Paho's client does, with the values that ask for none of it. */
  private static final Map<String, Set<String>> OF_PAHO =
      Map.ofEntries(
          entry("automaticReconnect", Set.of("true")),
          entry("cleanSession", Set.of("true")),
          entry("cleanStart", Set.of("true")),
          entry("client", Set.of("null")),
          entry("executorServiceTimeout", Set.of("1")),
          entry("filePersistenceDirectory", Set.of("null")),
          entry("manualAcksEnabled", Set.of("false")),
          entry("maxInflight", Set.of("10")),
          entry("maxReconnectDelay", Set.of("128000")),
          entry("mqttVersion", Set.of("0", "4")),
          entry("persistence", Set.of("MEMORY")),
          entry("receiveMaximum", Set.of("65535")),
          entry("sessionExpiryInterval", Set.of("-1")),
          entry("socketFactory", Set.of("null")),
          entry("willMqttProperties", Set.of("null")));

  private final Endpoint endpoint;
  private final PropertyConfigurer configurer;

  PahoOptions(Endpoint endpoint, PropertyConfigurer configurer) {
    this.endpoint = endpoint;
    this.configurer = configurer;
  }

  @Nullable Object get(String name) {
    return ((PropertyConfigurerGetter) configurer).getOptionValue(endpoint, name, false);
  }

  @Nullable String text(String name) {
    Object value = get(name);
    return value == null || value.equals("") ? null : value.toString();
  }

  boolean isOn(String name) {
    return Boolean.TRUE.equals(get(name));
  }

  /**
   * A number within limits.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  int number(String name, int min, int max) {
    int number = (Integer) Objects.requireNonNull(get(name));
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          "expected %s to be %d to %d, found \"%d\"".formatted(name, min, max, number));
    }
    return number;
  }

  void set(String name, @Nullable Object value) {
    configurer.configure(endpoint.getCamelContext(), endpoint, name, value, false);
  }

  /**
   * Refuses what a consumer would ignore.
   *
   * @throws IllegalArgumentException with the name of the option
   */
  void requireNoneOfPaho() {
    OF_PAHO.forEach(
        (name, none) -> {
          if (((PropertyConfigurerGetter) configurer).getOptionType(name, false) != null
              && !none.contains(String.valueOf(get(name)))) {
            throw new IllegalArgumentException(
                name + " is not supported where a route begins: Paho does not receive its messages");
          }
        });
  }

  /**
   * Refuses the text of a number that is none: Camel takes 30s for 30000, and abc for 0.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static void checkNumber(PropertyConfigurerGetter configurer, String name, Object value) {
    if (configurer.getOptionType(name, true) == int.class && !value.toString().matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "expected %s to be a whole number, found \"%s\"".formatted(name, value));
    }
  }
}
