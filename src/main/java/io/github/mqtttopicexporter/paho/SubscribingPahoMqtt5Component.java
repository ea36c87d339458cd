package io.github.mqtttopicexporter.paho;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5ComponentConfigurer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5EndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/** {@code paho-mqtt5:} with consumers like those of {@link SubscribingPahoComponent}. */
public final class SubscribingPahoMqtt5Component extends PahoMqtt5Component {

  private final SubscriptionSettings settings;

  /** Creates the component, which is to be bound by the name of its scheme. */
  public SubscribingPahoMqtt5Component(SubscriptionSettings settings) {
    this.settings = settings;
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
    PahoMqtt5Configuration configuration = getConfiguration().copy();
    SubscribingPahoMqtt5Endpoint endpoint =
        new SubscribingPahoMqtt5Endpoint(
            uri, TopicFilter.ofUriPath(remaining), this, configuration);
    Broker main = endpoint.broker();
    // what is set after this is the endpoint's own, however the option was written
    endpoint.setBroker(Broker.NONE);
    configuration.setCustomWebSocketHeaders(null);
    setProperties(endpoint, parameters);
    Broker own = endpoint.broker();
    if (!own.isNamed() && configuration.getCustomWebSocketHeaders() == null) {
      // they may hold a token
      configuration.setCustomWebSocketHeaders(getConfiguration().getCustomWebSocketHeaders());
    }
    endpoint.setBroker(own.orElse(main));
    return endpoint;
  }

  /**
   * Camel finds those of the options of {@code paho-mqtt5:} by an annotation that is not inherited.
   */
  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new PahoMqtt5ComponentConfigurer();
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new PahoMqtt5EndpointConfigurer();
  }

  SubscriptionSettings settings() {
    return settings;
  }
}
