package io.github.mqtttopicexporter.paho;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/** Hands messages to routes as their broker would, without one, and waits for each. */
public final class Deliveries {

  private Deliveries() {}

  /** Delivers to every route with a matching filter; returns the ids of those routes. */
  public static List<String> deliver(CamelContext context, String topic, byte[] payload) {
    return context.getRoutes().stream()
        .filter(route -> route.getConsumer() instanceof SubscribingPahoConsumer)
        .filter(route -> MqttTopic.isMatched(filter(route), topic))
        .map(
            route -> {
              SubscribingPahoConsumer consumer = (SubscribingPahoConsumer) route.getConsumer();
              Exchange exchange = consumer.createExchange(new MqttMessage(payload), topic);
              consumer
                  .getAsyncProcessor()
                  .process(exchange, consumer.defaultConsumerCallback(exchange, true));
              return route.getId();
            })
        .toList();
  }

  private static String filter(Route route) {
    return ((SubscribingPahoEndpoint) route.getEndpoint()).getTopic();
  }
}
