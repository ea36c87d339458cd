package io.github.mqtttopicexporter;

import java.nio.charset.StandardCharsets;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A device that publishes to a broker. */
record Publisher(String brokerUrl, String userName, String password) {

  void publish(String topic, String payload) throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    if (!userName.isEmpty()) {
      options.setUserName(userName);
      options.setPassword(password.toCharArray());
    }
    try (MqttClient client =
        new MqttClient(brokerUrl, "publisher-" + System.nanoTime(), new MemoryPersistence())) {
      client.connect(options);
      client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false);
      client.disconnect();
    }
  }
}
