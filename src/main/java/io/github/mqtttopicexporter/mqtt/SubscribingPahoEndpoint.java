package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Consumer;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.component.paho.PahoMessage;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** The {@code paho:} endpoint that makes {@link SubscribingConsumer}s. */
final class SubscribingPahoEndpoint extends PahoEndpoint implements MqttEndpoint {

  private final MqttSettings settings;

  SubscribingPahoEndpoint(
      String uri, String topic, PahoComponent component, MqttSettings settings) {
    super(uri, topic, component, component.getConfiguration().copy());
    this.settings = settings;
    setClient(component.getClient());
  }

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_3_1_1;
  }

  @Override
  public MqttSettings settings() {
    return settings;
  }

  @Override
  public Message message(Mqtt5Publish publish, byte[] payload) {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(publish.getQos().getCode());
    message.setRetained(publish.isRetain());
    return new PahoMessage(getCamelContext(), message);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    Consumer consumer = new SubscribingConsumer(this, processor, ClientOptions.of(this));
    configureConsumer(consumer);
    return consumer;
  }
}
