package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Settings of subscriptions for tests of endpoints. */
final class TestSettings {

  private TestSettings() {}

  static MqttSettings of(String server) {
    return of(server, null);
  }

  static MqttSettings of(String server, @Nullable Path password) {
    return of(BrokerUrl.parse(server), password, new Subscriptions());
  }

  static MqttSettings ofFeed(Subscriptions subscriptions) {
    return of(null, null, subscriptions);
  }

  /** Has a context take them for both versions of MQTT. */
  static void addComponents(CamelContext camel, MqttSettings settings) {
    camel.addComponent("paho", new SubscribingPahoComponent(settings));
    camel.addComponent("paho-mqtt5", new SubscribingPahoMqtt5Component(settings));
  }

  private static MqttSettings of(
      @Nullable BrokerUrl server, @Nullable Path password, Subscriptions subscriptions) {
    return new MqttSettings(
        server,
        Optional.ofNullable(password).map(PasswordFile::new),
        new TlsFiles(null, null, null, false),
        0,
        "camel",
        Duration.ofSeconds(60),
        1 << 20,
        subscriptions);
  }
}
