package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.TopicFilter;
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

  /**
   * Checks options that Camel and Paho would take, and not do.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static void check(int qos, boolean manualAcks) {
    if (qos < 0 || qos > 2) {
      throw new IllegalArgumentException("expected a qos of 0, 1 or 2, found \"" + qos + "\"");
    }
    if (manualAcks) {
      throw new IllegalArgumentException(
          "expected manualAcksEnabled to be false, as no session lives to have a message again,"
              + " found \"true\"");
    }
  }
}
