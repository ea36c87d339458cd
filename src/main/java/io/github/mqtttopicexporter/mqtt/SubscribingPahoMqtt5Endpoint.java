package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Consumer;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** The {@code paho-mqtt5:} endpoint that makes {@link SubscribingConsumer}s. */
final class SubscribingPahoMqtt5Endpoint extends PahoMqtt5Endpoint implements MqttEndpoint {

  private final TopicFilter filter;

  SubscribingPahoMqtt5Endpoint(
      String uri,
      TopicFilter filter,
      SubscribingPahoMqtt5Component component,
      PahoMqtt5Configuration configuration) {
    super(uri, filter.text(), component, configuration);
    this.filter = filter;
  }

  @Override
  public SubscribingPahoMqtt5Component getComponent() {
    return (SubscribingPahoMqtt5Component) super.getComponent();
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_5_0;
  }

  @Override
  public TopicFilter filter() {
    return filter;
  }

  @Override
  public MqttSettings settings() {
    return getComponent().settings();
  }

  @Override
  public PahoOptions options() {
    return new PahoOptions(this, getComponent().getEndpointPropertyConfigurer());
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
            .map(p -> new UserProperty(p.getName().toString(), p.getValue().toString()))
            .toList());
    return properties;
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer = consumer(processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public Producer createProducer() throws Exception {
    return settings().offline() ? new DroppingProducer(this) : super.createProducer();
  }
}
