package io.github.mqtttopicexporter.paho;

import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;

/** What a subscription asks of an endpoint, by either version of MQTT. */
interface MqttEndpoint extends Endpoint, MultipleConsumersSupport {

  /** Each consumer subscribes for itself: several routes may take the messages of one filter. */
  @Override
  default boolean isMultipleConsumersSupported() {
    return true;
  }

  TopicFilter filter();

  Broker broker();

  String clientIdPrefix();

  SubscriptionSettings settings();

  /** Makes a connection, which does nothing yet. */
  Connection connection(String clientId, Delivery delivery, Connection.LossListener lossListener)
      throws Exception;
}
