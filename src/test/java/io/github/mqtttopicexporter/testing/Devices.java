package io.github.mqtttopicexporter.testing;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Devices that publish over one connection, which stays. */
public final class Devices implements AutoCloseable {

  private final MqttClient client;

  private Devices(MqttClient client) {
    this.client = client;
  }

  /** Connects them to a broker of this machine. */
  public static Devices connectedTo(int port) throws MqttException {
    MqttClient client =
        new MqttClient(
            "tcp://127.0.0.1:" + port, MqttClient.generateClientId(), new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    // Paho counts a message as in flight for a moment after the call for it has returned
    options.setMaxInflight(1_000);
    client.connect(options);
    return new Devices(client);
  }

  /** Publishes by QoS 1: the broker has the message when this returns. */
  public void publish(String topic, String payload) {
    try {
      client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws MqttException {
    client.disconnect();
    client.close();
  }
}
