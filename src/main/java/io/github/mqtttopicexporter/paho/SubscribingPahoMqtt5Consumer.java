package io.github.mqtttopicexporter.paho;

import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Consumer;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.paho.mqttv5.common.MqttMessage;

/** A {@code paho-mqtt5:} consumer that keeps a {@link Subscription}. */
final class SubscribingPahoMqtt5Consumer extends PahoMqtt5Consumer implements Subscriber {

  private final Arrivals arrivals;
  private final Subscription subscription;

  SubscribingPahoMqtt5Consumer(SubscribingPahoMqtt5Endpoint endpoint, Processor processor) {
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
  public SubscribingPahoMqtt5Endpoint getEndpoint() {
    return (SubscribingPahoMqtt5Endpoint) super.getEndpoint();
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
    PahoMqtt5Session session =
        new PahoMqtt5Session(
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
