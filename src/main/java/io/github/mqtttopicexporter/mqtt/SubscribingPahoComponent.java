package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoComponentConfigurer;
import org.apache.camel.component.paho.PahoEndpointConfigurer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * {@code paho:} with consumers that connect beside the start of their route, and again whenever the
 * broker is back. Stands in for camel-paho 4.17, where a broker that is away fails the start, or
 * holds it up, and a subscription refused after a reconnect leaves a route that never hears
 * anything again (CAMEL-24511).
 */
public final class SubscribingPahoComponent extends PahoComponent {

  private final SubscriptionSettings settings;

  /** Creates the component, which is to be bound by the name of its scheme. */
  public SubscribingPahoComponent(SubscriptionSettings settings) {
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
    TopicFilter filter = TopicFilter.ofUriPath(remaining);
    if (!PahoTopic.isFilter(filter.text())) {
      throw new IllegalArgumentException(
          "expected a topic without emoji, control and rare characters, which only paho-mqtt5: sends,"
              + " found \"%s\"".formatted(filter.text()));
    }
    SubscribingPahoEndpoint endpoint =
        new SubscribingPahoEndpoint(uri, filter, this, getConfiguration().copy());
    Broker main = endpoint.broker().orElse(settings.broker());
    // what is set after this is the endpoint's own, however the option was written
    endpoint.setBroker(Broker.NONE);
    setProperties(endpoint, parameters);
    MqttEndpoint.checkQos(endpoint.getConfiguration().getQos());
    endpoint.setBroker(endpoint.broker().orElse(main));
    return endpoint;
  }

  /** Camel finds those of the options of {@code paho:} by an annotation that is not inherited. */
  @Override
  public PropertyConfigurer getComponentPropertyConfigurer() {
    return new PahoComponentConfigurer();
  }

  @Override
  public PropertyConfigurer getEndpointPropertyConfigurer() {
    return new PahoEndpointConfigurer();
  }

  SubscriptionSettings settings() {
    return settings;
  }
}
