package io.github.mqtttopicexporter.mqtt;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Publishes to nobody, for routes that run without a broker. */
final class DroppingProducer extends DefaultProducer {

  DroppingProducer(Endpoint endpoint) {
    super(endpoint);
  }

  @Override
  public void process(Exchange exchange) {
    // the message goes on in its route as if it were published
  }
}
