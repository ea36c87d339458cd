package io.github.mqtttopicexporter.testing;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Devices that publish over one connection, which stays. */
public final class Devices implements AutoCloseable {

  private static final int MAX_IN_FLIGHT = 65_535;

  private final MqttClient client;

  Devices(String brokerUrl, MqttConnectOptions options) throws MqttException {
    client = new MqttClient(brokerUrl, MqttClient.generateClientId(), new MemoryPersistence());
    // Paho counts a message as in flight for a moment after the call for it has returned
    options.setMaxInflight(MAX_IN_FLIGHT);
    client.connect(options);
  }

  /** Connects them to a broker of this machine. */
  public static Devices connectedTo(int port) throws MqttException {
    return new Devices("tcp://127.0.0.1:" + port, new MqttConnectOptions());
  }

  /** Publishes by QoS 1: the broker has the message when this returns. */
  public void publish(String topic, String payload) {
    try {
      publish(topic, payload, 1, false);
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  void publish(String topic, String payload, int qos, boolean retained) throws MqttException {
    client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retained);
  }

  @Override
  public void close() throws MqttException {
    client.disconnect();
    client.close();
  }
}
