package io.github.mqtttopicexporter.mqtt;

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
    return new SubscribingPahoEndpoint(uri, remaining, this, settings).configured(parameters);
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
}
