package io.github.mqtttopicexporter.mqtt;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoConstants;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** A connection by MQTT 3.1.1. */
final class PahoConnection implements Connection {

  /** The return code of MQTT 3.1.1 §3.9.3 that refuses a subscription. */
  private static final int SUBSCRIPTION_REFUSED = 0x80;

  private final SubscribingPahoEndpoint endpoint;
  private final MqttClient client;

  PahoConnection(
      SubscribingPahoEndpoint endpoint,
      String clientId,
      Delivery delivery,
      LossListener lossListener)
      throws MqttException {
    this.endpoint = endpoint;
    PahoConfiguration configuration = endpoint.getConfiguration();
    client = new MqttClient(configuration.getBrokerUrl(), clientId, endpoint.persistence());
    // by default Paho waits for ever for a broker that accepts a connection and says no more
    client.setTimeToWait(TimeUnit.SECONDS.toMillis(configuration.getConnectionTimeout()));
    client.setCallback(
        new MqttCallback() {
          @Override
          public void messageArrived(String topic, MqttMessage message) {
            delivery.arrived(
                PahoTopic.unescape(topic),
                message.getPayload(),
                Map.of(
                    PahoConstants.MQTT_QOS, message.getQos(),
                    MqttHeaders.RETAINED, message.isRetained()));
          }

          @Override
          public void connectionLost(Throwable cause) {
            lossListener.lost(Reason.of(cause));
          }

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {
            // a consumer publishes nothing
          }
        });
  }

  @Override
  public void connect() throws MqttException {
    client.connect(endpoint.connectOptions());
  }

  @Override
  public void subscribe() throws MqttException, Outage {
    try {
      client.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
    } catch (MqttException e) {
      if (e.getReasonCode() == SUBSCRIPTION_REFUSED) {
        throw Outage.ofFilter(Reason.SUBSCRIPTION_REFUSED);
      }
      throw e;
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
