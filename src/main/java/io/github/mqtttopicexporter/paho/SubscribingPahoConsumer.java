package io.github.mqtttopicexporter.paho;

import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** A {@code paho:} consumer that keeps a {@link Subscription}. */
final class SubscribingPahoConsumer extends PahoConsumer implements Subscriber {

  private final Arrivals arrivals;
  private final Subscription subscription;

  SubscribingPahoConsumer(SubscribingPahoEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    arrivals = new Arrivals(this);
    subscription =
        new Subscription(
            this::getRouteId,
            endpoint.filter(),
            endpoint.broker().toString(),
            endpoint.getComponent().settings(),
            this::session);
  }

  @Override
  public SubscribingPahoEndpoint getEndpoint() {
    return (SubscribingPahoEndpoint) super.getEndpoint();
  }

  @Override
  public Subscription subscription() {
    return subscription;
  }

  @Override
  protected void doStart() {
    ServiceHelper.startService(getProcessor());
    subscription.start();
  }

  private Session session(BiConsumer<Session, String> lost) throws Outage {
    PahoSession session =
        new PahoSession(
            getEndpoint(), ClientId.random(getEndpoint().clientIdPrefix()), this::take, lost);
    setClient(session.client()); // for manual acknowledgement
    return session;
  }

  @Override
  protected void doStop() throws Exception {
    subscription.stop();
    super.doStop();
  }

  @Override
  public Exchange createExchange(MqttMessage message, String topic) {
    Exchange exchange = super.createExchange(message, topic);
    exchange.getIn().setHeader(MqttHeaders.RETAINED, message.isRetained());
    return exchange;
  }

  private void take(String topic, MqttMessage message) {
    arrivals.take(topic, message.getPayload(), () -> createExchange(message, topic));
  }

  @Override
  public void deliver(String topic, byte[] payload) {
    take(topic, new MqttMessage(payload));
  }
}
