package io.github.mqtttopicexporter.mqtt;

import static java.util.Map.entry;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ExtendedCamelContext;
import org.jspecify.annotations.Nullable;

/** The options of an endpoint of camel-paho by their names, which both versions of MQTT share. */
record PahoOptions(Endpoint endpoint, WholeNumbers<?> configurer) {

  /** Which broker, and as whom; the headers of a WebSocket may hold a token. */
  private static final List<String> BROKER =
      List.of("brokerUrl", "serverURIs", "userName", "password", "customWebSocketHeaders");

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
          entry("sslClientProps", Set.of("null")),
          entry("willMqttProperties", Set.of("null")));

  /** Camel shows the URIs of endpoints in its own errors, and knows credentials in few places. */
  static void hideBrokersInLogs(CamelContext context) {
    ExtendedCamelContext extension = context.getCamelContextExtension();
    String others = extension.getAdditionalSensitiveKeywords();
    extension.setAdditionalSensitiveKeywords(
        "brokerUrl,serverURIs" + (others == null ? "" : "," + others));
  }

  @Nullable Object get(String name) {
    return configurer.getOptionValue(endpoint, name, false);
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
          "expected a %s of %s, found \"%d\""
              .formatted(name, max == 2 ? "0, 1 or 2" : min + " to " + max, number));
    }
    return number;
  }

  void set(String name, @Nullable Object value) {
    configurer.configure(endpoint.getCamelContext(), endpoint, name, value, false);
  }

  void setIfNone(String name, @Nullable Object value) {
    if (text(name) == null) {
      set(name, value);
    }
  }

  /** Unsets the options that say which broker, and as whom; returns what they were. */
  Map<String, Object> takeBroker() {
    Map<String, Object> taken = new HashMap<>();
    for (String name : BROKER) {
      Object value = get(name);
      if (value != null) {
        taken.put(name, value);
        set(name, null);
      }
    }
    return taken;
  }

  /**
   * The brokers that are named, one in place of the other; none if none is.
   *
   * @throws IllegalArgumentException with what was expected and what was found, without credentials
   */
  List<BrokerUrl> servers() {
    String standIns = text("serverURIs");
    String url = text("brokerUrl");
    if (standIns == null) {
      return url == null ? List.of() : List.of(BrokerUrl.parse(url));
    }
    List<BrokerUrl> servers = Arrays.stream(standIns.split(",")).map(BrokerUrl::parse).toList();
    for (BrokerUrl server : servers) {
      if (server.userName() != null || server.password() != null) {
        throw new IllegalArgumentException(
            "expected serverURIs without user and password, which are options of their own,"
                + " found \"...@%s\"".formatted(server));
      }
    }
    return servers;
  }

  /**
   * Refuses what a consumer would ignore.
   *
   * @throws IllegalArgumentException with the name of the option
   */
  void requireNoneOfPaho() {
    OF_PAHO.forEach(
        (name, none) -> {
          if (configurer.getOptionType(name, false) != null
              && !none.contains(String.valueOf(get(name)))) {
            throw new IllegalArgumentException(
                name
                    + " is not supported in a from: the receiving client is not Paho's (clean sessions,"
                    + " --mqtt.max-backoff)");
          }
        });
  }
}
