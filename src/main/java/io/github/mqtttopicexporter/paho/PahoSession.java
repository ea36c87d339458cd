package io.github.mqtttopicexporter.paho;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session by MQTT 3.1.1. */
final class PahoSession implements Session {

  private static final Logger logger = LoggerFactory.getLogger(PahoSession.class);

  /** The return code of MQTT 3.1.1 §3.9.3 that refuses a subscription. */
  private static final int SUBSCRIPTION_REFUSED = 0x80;

  private final SubscribingPahoEndpoint endpoint;
  private final MqttClient client;

  PahoSession(
      SubscribingPahoEndpoint endpoint,
      String clientId,
      BiConsumer<String, MqttMessage> arrived,
      BiConsumer<Session, String> lost)
      throws Outage {
    this.endpoint = endpoint;
    try {
      client =
          new MqttClient(
              endpoint.getConfiguration().getBrokerUrl(), clientId, endpoint.persistence());
    } catch (MqttException | IllegalArgumentException e) {
      throw Outage.ofBroker(Reason.of(e));
    }
    // by default Paho waits for ever for a broker that accepts a connection and says no more
    client.setTimeToWait(
        TimeUnit.SECONDS.toMillis(endpoint.getConfiguration().getConnectionTimeout()));
    client.setCallback(
        new MqttCallback() {
          @Override
          public void messageArrived(String topic, MqttMessage message) {
            arrived.accept(topic, message);
          }

          @Override
          public void connectionLost(Throwable cause) {
            lost.accept(PahoSession.this, Reason.of(cause));
          }

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {
            // a consumer publishes nothing
          }
        });
  }

  MqttClient client() {
    return client;
  }

  @Override
  public void subscribe() throws Outage {
    try {
      client.connect(endpoint.connectOptions());
    } catch (MqttException | IllegalArgumentException e) {
      throw Outage.ofBroker(Reason.of(e));
    }
    try {
      client.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
    } catch (MqttException e) {
      throw e.getReasonCode() == SUBSCRIPTION_REFUSED
          ? Outage.ofFilter(Reason.SUBSCRIPTION_REFUSED)
          : Outage.ofBroker(Reason.of(e));
    } catch (IllegalArgumentException e) {
      throw Outage.ofFilter(Reason.of(e));
    }
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        client.disconnect(0);
      } else {
        client.disconnectForcibly(0, 0, false); // disconnect() waits for a CONNACK
      }
    } catch (MqttException ignored) {
      // it was not connected, or is so no longer
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      logger.debug("cannot close the MQTT client", e);
    }
  }
}
