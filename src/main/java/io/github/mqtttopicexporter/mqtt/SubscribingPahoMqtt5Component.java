package io.github.mqtttopicexporter.mqtt;

import java.util.Map;
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
    return new SubscribingPahoMqtt5Endpoint(uri, remaining, this, settings).configured(parameters);
  }

  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new WholeNumbers<>(new PahoMqtt5ComponentConfigurer());
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new WholeNumbers<>(new PahoMqtt5EndpointConfigurer());
  }
}
