package io.github.mqtttopicexporter.paho;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session by MQTT 5. */
final class PahoMqtt5Session implements Session {

  private static final Logger logger = LoggerFactory.getLogger(PahoMqtt5Session.class);

  /** The first of the reason codes of MQTT 5 §2.4 that say no. */
  private static final int FAILURE = 0x80;

  private final SubscribingPahoMqtt5Endpoint endpoint;
  private final MqttClient client;

  PahoMqtt5Session(
      SubscribingPahoMqtt5Endpoint endpoint,
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
          public void disconnected(MqttDisconnectResponse response) {
            lost.accept(PahoMqtt5Session.this, reason(response));
          }

          @Override
          public void mqttErrorOccurred(MqttException error) {
            logger.debug("a packet that is not as MQTT 5 has it", error);
          }

          @Override
          public void deliveryComplete(IMqttToken token) {
            // a consumer publishes nothing
          }

          @Override
          public void connectComplete(boolean reconnect, String serverUri) {
            // connect() returns
          }

          @Override
          public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no authentication but by user name and password
          }
        });
  }

  MqttClient client() {
    return client;
  }

  /** A broker may say why it goes, and in its own words; or the connection breaks. */
  private static String reason(MqttDisconnectResponse response) {
    @Nullable MqttException error = response.getException();
    if (error != null) {
      return Reason.of(error);
    }
    @Nullable String words = response.getReasonString();
    return words == null || words.isEmpty()
        ? Reason.CONNECTION_CLOSED
        : Reason.CONNECTION_CLOSED + ": " + words;
  }

  @Override
  public void subscribe() throws Outage {
    try {
      client.connect(endpoint.connectOptions());
    } catch (MqttException | IllegalArgumentException e) {
      throw Outage.ofBroker(Reason.of(e));
    }
    try {
      IMqttToken answer =
          client.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
      // Paho takes a refusal for an answer like any other
      for (int code : answer.getReasonCodes()) {
        if (code >= FAILURE) {
          throw Outage.ofFilter(Reason.ofSuback(code));
        }
      }
    } catch (MqttException e) {
      throw Outage.ofBroker(Reason.of(e));
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
