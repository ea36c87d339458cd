package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.paho.BrokerUrl;
import io.github.mqtttopicexporter.paho.SubscribingPahoComponent;
import io.github.mqtttopicexporter.paho.SubscribingPahoMqtt5Component;
import io.github.mqtttopicexporter.paho.SubscriptionSettings;
import org.apache.camel.Component;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.spi.Registry;

/** {@code paho:} and {@code paho-mqtt5:}, for the broker of {@code --mqtt.server}. */
final class MqttComponents {

  private MqttComponents() {}

  static void bind(Registry beans, Settings settings, boolean offline) {
    SubscriptionSettings subscriptions =
        new SubscriptionSettings(settings.clientId(), settings.maxBackoff(), offline);
    SubscribingPahoComponent paho = new SubscribingPahoComponent(subscriptions);
    configure(paho.getConfiguration(), settings);
    beans.bind("paho", paho);
    // made where a route asks for it: few do, and its client takes a while to load
    beans.bind("paho-mqtt5", Component.class, () -> Mqtt5.component(settings, subscriptions));
  }

  private static void configure(PahoConfiguration configuration, Settings settings) {
    BrokerUrl server = settings.server();
    configuration.setQos(settings.qos());
    configuration.setBrokerUrl(server.url());
    configuration.setUserName(server.userName());
    configuration.setPassword(server.password());
  }

  private static final class Mqtt5 {

    static SubscribingPahoMqtt5Component component(
        Settings settings, SubscriptionSettings subscriptions) {
      SubscribingPahoMqtt5Component paho = new SubscribingPahoMqtt5Component(subscriptions);
      PahoMqtt5Configuration configuration = paho.getConfiguration();
      BrokerUrl server = settings.server();
      configuration.setQos(settings.qos());
      configuration.setBrokerUrl(server.url());
      configuration.setUserName(server.userName());
      configuration.setPassword(server.password());
      return paho;
    }
  }
}
