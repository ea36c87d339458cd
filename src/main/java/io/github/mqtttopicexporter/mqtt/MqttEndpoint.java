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
   * Checks the quality of service, which Camel takes as any number.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static void checkQos(int qos) {
    if (qos < 0 || qos > 2) {
      throw new IllegalArgumentException("expected a qos of 0, 1 or 2, found \"" + qos + "\"");
    }
  }

  /**
   * Refuses an option of Camel's component that a subscription does not honour.
   *
   * @throws IllegalArgumentException with the reason, if the option is used
   */
  static void refuse(String option, boolean isUsed, String reason) {
    if (isUsed) {
      throw new IllegalArgumentException(option + " is not supported: " + reason);
    }
  }
}
