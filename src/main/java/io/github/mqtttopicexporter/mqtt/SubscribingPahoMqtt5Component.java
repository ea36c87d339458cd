package io.github.mqtttopicexporter.mqtt;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5ComponentConfigurer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5EndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/** {@code paho-mqtt5:} with consumers like those of {@link SubscribingPahoComponent}. */
public final class SubscribingPahoMqtt5Component extends PahoMqtt5Component {

  private final MqttSettings settings;

  /** Creates the component, which is to be bound by the name of its scheme. */
  public SubscribingPahoMqtt5Component(MqttSettings settings) {
    this.settings = settings;
    getConfiguration().setBrokerUrl(null); // of Camel: what is set later is the user's
    getConfiguration().setQos(settings.qos());
    setLazyStartProducer(true); // a producer connects as it starts, and fails without a broker
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    Broker.hideInLogs(getCamelContext());
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SubscribingPahoMqtt5Endpoint endpoint =
        new SubscribingPahoMqtt5Endpoint(
            uri, new TopicFilter(remaining), this, getConfiguration().copy());
    endpoint.setClient(getClient());
    Broker main = endpoint.takeMainBroker();
    setProperties(endpoint, parameters);
    endpoint.complete(main);
    return endpoint;
  }

  /** Camel finds those of the options of {@code paho-mqtt5:} by an annotation that is not inherited. */
  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new PahoMqtt5ComponentConfigurer() {
      @Override
      public boolean configure(
          CamelContext camel, Object target, String name, Object value, boolean ignoreCase) {
        PahoOptions.checkNumber(this, name, value);
        return super.configure(camel, target, name, value, ignoreCase);
      }
    };
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new PahoMqtt5EndpointConfigurer() {
      @Override
      public boolean configure(
          CamelContext camel, Object target, String name, Object value, boolean ignoreCase) {
        PahoOptions.checkNumber(this, name, value);
        return super.configure(camel, target, name, value, ignoreCase);
      }
    };
  }

  MqttSettings settings() {
    return settings;
  }
}
