package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mqtt.MqttSettings;
import io.github.mqtttopicexporter.mqtt.OutageLog;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoComponent;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoMqtt5Component;
import io.github.mqtttopicexporter.settings.Settings;
import org.apache.camel.Component;
import org.apache.camel.spi.Registry;

/** {@code paho:} and {@code paho-mqtt5:}, for the broker of {@code --mqtt.server}. */
public final class MqttComponents {

  private MqttComponents() {}

  public static void bind(Registry beans, Settings settings, boolean offline) {
    MqttSettings subscriptions =
        new MqttSettings(
            settings.server(),
            settings.qos(),
            settings.clientId(),
            settings.maxBackoff(),
            settings.maxPacketSize(),
            offline,
            new OutageLog());
    beans.bind("paho", new SubscribingPahoComponent(subscriptions));
    // made where a route asks for it: few do, and its client takes a while to load
    beans.bind(
        "paho-mqtt5", Component.class, () -> new SubscribingPahoMqtt5Component(subscriptions));
  }
}
