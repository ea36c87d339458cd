package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5ComponentConfigurer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5EndpointConfigurer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.spi.PropertyConfigurer;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** {@code paho-mqtt5:} with consumers like those of {@link SubscribingPahoComponent}. */
public final class SubscribingPahoMqtt5Component extends PahoMqtt5Component {

  private final MqttSettings settings;

  /** Creates the component, which is to be bound by the name of its scheme. */
  public SubscribingPahoMqtt5Component(MqttSettings settings) {
    this.settings = settings;
    getConfiguration().setBrokerUrl(null);
    getConfiguration().setQos(settings.qos());
    setLazyStartProducer(true);
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    PahoOptions.hideBrokersInLogs(getCamelContext());
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new Mqtt5Endpoint(uri, remaining).configured(parameters);
  }

  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new WholeNumbers<>(new PahoMqtt5ComponentConfigurer());
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new WholeNumbers<>(new PahoMqtt5EndpointConfigurer());
  }

  private final class Mqtt5Endpoint extends PahoMqtt5Endpoint implements MqttEndpoint {

    Mqtt5Endpoint(String uri, String topic) {
      super(
          uri,
          topic,
          SubscribingPahoMqtt5Component.this,
          SubscribingPahoMqtt5Component.this.getConfiguration().copy());
      setClient(SubscribingPahoMqtt5Component.this.getClient());
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

    @Override
    public Producer createProducer() throws Exception {
      PahoMqtt5Endpoint copy =
          new PahoMqtt5Endpoint(
              getEndpointUri(), getTopic(), getComponent(), getConfiguration().copy());
      copy.setClient(getClient());
      return producer(copy);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      Consumer consumer = new SubscribingConsumer(this, processor, ClientOptions.of(this));
      configureConsumer(consumer);
      return consumer;
    }
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
}
