package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoComponentConfigurer;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.component.paho.PahoEndpointConfigurer;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.spi.PropertyConfigurer;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/**
 * {@code paho:} with consumers that connect beside the start of their route, and again whenever the
 * broker is back. Stands in for camel-paho 4.17, where a broker that is away fails the start, or
 * holds it up, and a subscription refused after a reconnect leaves a route that never hears
 * anything again (CAMEL-24511).
 */
public final class SubscribingPahoComponent extends PahoComponent {

  private final MqttSettings settings;

  /** Creates the component, which is to be bound by the name of its scheme. */
  public SubscribingPahoComponent(MqttSettings settings) {
    this.settings = settings;
    getConfiguration().setBrokerUrl(null); // of Camel: what is set later is the user's
    getConfiguration().setQos(settings.qos());
    setLazyStartProducer(true); // a producer connects as it starts, and fails without a broker
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    PahoOptions.hideBrokersInLogs(getCamelContext());
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    return new Mqtt3Endpoint(uri, remaining).configured(parameters);
  }

  /** Camel finds those of the options of {@code paho:} by an annotation that is not inherited. */
  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new WholeNumbers<>(new PahoComponentConfigurer());
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new WholeNumbers<>(new PahoEndpointConfigurer());
  }

  private final class Mqtt3Endpoint extends PahoEndpoint implements MqttEndpoint {

    Mqtt3Endpoint(String uri, String topic) {
      super(
          uri,
          topic,
          SubscribingPahoComponent.this,
          SubscribingPahoComponent.this.getConfiguration().copy());
      setClient(SubscribingPahoComponent.this.getClient());
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
    public Producer createProducer() throws Exception {
      PahoEndpoint copy =
          new PahoEndpoint(getEndpointUri(), getTopic(), getComponent(), getConfiguration().copy());
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
}
