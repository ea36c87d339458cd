package io.github.mqtttopicexporter.mqtt;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
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

/** A connection by MQTT 5. */
final class PahoMqtt5Connection implements Connection {

  private static final Logger logger = LoggerFactory.getLogger(PahoMqtt5Connection.class);

  /** The first of the reason codes of MQTT 5 §2.4 that say no. */
  private static final int FAILURE = 0x80;

  private final SubscribingPahoMqtt5Endpoint endpoint;
  private final MqttClient client;

  PahoMqtt5Connection(
      SubscribingPahoMqtt5Endpoint endpoint,
      String clientId,
      Delivery delivery,
      LossListener lossListener)
      throws MqttException {
    this.endpoint = endpoint;
    PahoMqtt5Configuration configuration = endpoint.getConfiguration();
    client = new MqttClient(configuration.getBrokerUrl(), clientId, endpoint.persistence());
    // by default Paho waits for ever for a broker that accepts a connection and says no more
    client.setTimeToWait(TimeUnit.SECONDS.toMillis(configuration.getConnectionTimeout()));
    client.setCallback(
        new MqttCallback() {
          @Override
          public void messageArrived(String topic, MqttMessage message) {
            delivery.arrived(
                topic,
                message.getPayload(),
                Map.of(
                    PahoMqtt5Constants.MQTT_QOS, message.getQos(),
                    PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, message.getProperties(),
                    MqttHeaders.RETAINED, message.isRetained()));
          }

          @Override
          public void disconnected(MqttDisconnectResponse response) {
            lossListener.lost(reason(response));
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
  public void connect() throws MqttException {
    client.connect(endpoint.connectOptions());
  }

  @Override
  public void subscribe() throws MqttException, Outage {
    IMqttToken answer = client.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
    // Paho takes a refusal for an answer like any other
    for (int code : answer.getReasonCodes()) {
      if (code >= FAILURE) {
        throw Outage.ofFilter(Reason.ofSuback(code));
      }
    }
  }

  @Override
  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public void disconnect() throws MqttException {
    client.disconnect(0);
  }

  @Override
  public void abandon() throws MqttException {
    client.disconnectForcibly(0, 0, false);
  }

  @Override
  public void close() throws MqttException {
    client.close(true);
  }
}
