package io.github.mqtttopicexporter.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A device that publishes to a broker. */
public final class Publisher {

  private final String brokerUrl;
  private final MqttConnectOptions options = new MqttConnectOptions();

  public Publisher(String brokerUrl) {
    this.brokerUrl = brokerUrl;
  }

  public Publisher withCredentials(String userName, String password) {
    options.setUserName(userName);
    options.setPassword(password.toCharArray());
    return this;
  }

  public void publish(String topic, String payload) throws MqttException {
    publish(topic, payload, false);
  }

  public void publish(String topic, String payload, boolean retained) throws MqttException {
    try (MqttClient client = newClient()) {
      client.connect(options);
      client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, retained);
      client.disconnect();
    }
  }

  /** Publishes topics and payloads one after the other over one connection. */
  public void publish(List<Map.Entry<String, String>> messages, int qos) throws MqttException {
    try (MqttClient client = newClient()) {
      // Paho counts a message as in flight for a moment after the call for it has returned
      options.setMaxInflight(messages.size());
      client.connect(options);
      for (Map.Entry<String, String> message : messages) {
        client.publish(
            message.getKey(), message.getValue().getBytes(StandardCharsets.UTF_8), qos, false);
      }
      client.disconnect();
    }
  }

  private MqttClient newClient() throws MqttException {
    return new MqttClient(brokerUrl, "publisher-" + System.nanoTime(), new MemoryPersistence());
  }
}
