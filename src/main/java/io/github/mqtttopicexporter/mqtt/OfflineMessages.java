package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.List;
import org.apache.camel.CamelContext;

/** Hands messages to routes as their broker would, without one, and waits for each. */
public final class OfflineMessages {

  private OfflineMessages() {}

  /** The filters of all routes, in their order. */
  public static List<String> topicFilters(CamelContext context) {
    return SubscribingConsumer.of(context).map(consumer -> consumer.filter().text()).toList();
  }

  /**
   * Delivers to every route with a matching filter; returns the ids of those routes.
   *
   * @param retained whether the broker had kept the message
   * @throws IllegalArgumentException if no message can have that topic
   */
  public static List<String> deliver(
      CamelContext context, String topic, byte[] payload, boolean retained) {
    if (topic.isEmpty() || topic.matches("(?s).*[+#\0].*")) {
      throw new IllegalArgumentException(
          "expected a topic without + and #, found \"" + topic + "\"");
    }
    return SubscribingConsumer.of(context)
        .filter(consumer -> consumer.filter().matches(topic))
        .map(
            consumer -> {
              consumer.arrived(
                  Mqtt5Publish.builder()
                      .topic(topic)
                      .payload(payload.clone())
                      .retain(retained)
                      .build());
              return consumer.getRouteId();
            })
        .toList();
  }
}
