package io.github.mqtttopicexporter.testing;

import java.util.List;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A device that connects to a broker for what it publishes. */
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
    try (Devices device = new Devices(brokerUrl, options)) {
      device.publish(topic, payload, 1, retained);
    }
  }

  /** Publishes topics and payloads one after the other over one connection. */
  public void publish(List<Map.Entry<String, String>> messages, int qos) throws MqttException {
    try (Devices device = new Devices(brokerUrl, options)) {
      for (Map.Entry<String, String> message : messages) {
        device.publish(message.getKey(), message.getValue(), qos, false);
      }
    }
  }
}
