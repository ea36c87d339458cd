package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;

/** Settings of subscriptions for tests of endpoints. */
final class TestSettings {

  private TestSettings() {}

  static MqttSettings of(String server) {
    return new MqttSettings(
        BrokerUrl.parse(server), 0, "camel", Duration.ofSeconds(60), 1 << 20, new Subscriptions());
  }
}
