package io.github.mqtttopicexporter.paho;

import java.time.Duration;
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

  private String clientIdPrefix = "camel";
  private Duration maxBackoff = Duration.ofSeconds(60);

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SubscribingPahoEndpoint endpoint =
        new SubscribingPahoEndpoint(
            uri, TopicFilter.ofUriPath(remaining), this, getConfiguration().copy());
    setProperties(endpoint, parameters);
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

  String clientIdPrefix() {
    return clientIdPrefix;
  }

  /** What client ids begin with, where an endpoint has none of its own. */
  public void setClientIdPrefix(String clientIdPrefix) {
    this.clientIdPrefix = clientIdPrefix;
  }

  Duration maxBackoff() {
    return maxBackoff;
  }

  /** The longest pause between two attempts to connect. */
  public void setMaxBackoff(Duration maxBackoff) {
    this.maxBackoff = maxBackoff;
  }
}
