package io.github.mqtttopicexporter.mqtt;

import java.util.List;
import org.apache.camel.CamelContext;

/** Hands messages to routes as their broker would, without one, and waits for each. */
public final class Deliveries {

  private Deliveries() {}

  /**
   * Delivers to every route with a matching filter; returns the ids of those routes.
   *
   * @throws IllegalArgumentException if no message can have that topic
   */
  public static List<String> deliver(CamelContext context, String topic, byte[] payload) {
    if (topic.isEmpty() || topic.matches("(?s).*[+#\0].*")) {
      throw new IllegalArgumentException(
          "expected a topic without + and #, found \"" + topic + "\"");
    }
    return SubscribingConsumer.of(context)
        .filter(consumer -> consumer.subscription().filter().matches(topic))
        .map(
            consumer -> {
              consumer.deliver(topic, payload.clone());
              return consumer.getRouteId();
            })
        .toList();
  }
}
