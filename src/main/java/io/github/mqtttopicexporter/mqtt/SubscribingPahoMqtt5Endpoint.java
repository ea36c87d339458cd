package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Consumer;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** The {@code paho-mqtt5:} endpoint that makes {@link SubscribingConsumer}s. */
final class SubscribingPahoMqtt5Endpoint extends PahoMqtt5Endpoint implements MqttEndpoint {

  private final MqttSettings settings;

  SubscribingPahoMqtt5Endpoint(
      String uri, String topic, PahoMqtt5Component component, MqttSettings settings) {
    super(uri, topic, component, component.getConfiguration().copy());
    this.settings = settings;
    setClient(component.getClient());
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_5_0;
  }

  @Override
  public MqttSettings settings() {
    return settings;
  }

  @Override
  public Message message(Mqtt5Publish publish, byte[] payload) {
    MqttProperties properties = properties(publish);
    Message message =
        new PahoMqtt5Message(
            getCamelContext(),
            new MqttMessage(payload, publish.getQos().getCode(), publish.isRetain(), properties));
    message.setHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, properties);
    return message;
  }

  private static MqttProperties properties(Mqtt5Publish publish) {
    MqttProperties properties = new MqttProperties();
    publish
        .getPayloadFormatIndicator()
        .ifPresent(format -> properties.setPayloadFormat(format.getCode() != 0));
    publish.getMessageExpiryInterval().ifPresent(properties::setMessageExpiryInterval);
    publish.getContentType().ifPresent(type -> properties.setContentType(type.toString()));
    publish.getResponseTopic().ifPresent(topic -> properties.setResponseTopic(topic.toString()));
    publish
        .getCorrelationData()
        .ifPresent(
            data -> {
              byte[] bytes = new byte[data.remaining()];
              data.get(bytes);
              properties.setCorrelationData(bytes);
            });
    properties.setUserProperties(
        publish.getUserProperties().asList().stream()
            .map(own -> new UserProperty(own.getName().toString(), own.getValue().toString()))
            .toList());
    return properties;
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer = new SubscribingConsumer(this, processor, ClientOptions.of(this));
    configureConsumer(consumer);
    return consumer;
  }
}
