package io.github.mqtttopicexporter.paho;

import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Consumer;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/** A {@code paho-mqtt5:} consumer that keeps a {@link Subscription}. */
final class SubscribingPahoMqtt5Consumer extends PahoMqtt5Consumer implements Subscriber {

  private volatile @Nullable Arrivals arrivals;
  private volatile @Nullable Subscription subscription;

  SubscribingPahoMqtt5Consumer(SubscribingPahoMqtt5Endpoint endpoint, Processor processor) {
    super(endpoint, processor);
  }

  @Override
  public SubscribingPahoMqtt5Endpoint getEndpoint() {
    return (SubscribingPahoMqtt5Endpoint) super.getEndpoint();
  }

  @Override
  public TopicFilter filter() {
    return getEndpoint().filter();
  }

  @Override
  public boolean isSubscribed() {
    Subscription current = subscription;
    return current != null && current.isGranted();
  }

  @Override
  protected void doStart() {
    ServiceHelper.startService(getProcessor());
    arrivals = new Arrivals(this);
    SubscriptionSettings settings = getEndpoint().getComponent().settings();
    if (!settings.isOffline()) {
      Subscription current =
          new Subscription(this, getEndpoint().broker().toString(), settings, this::session);
      subscription = current;
      current.start();
    }
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
    Subscription current = subscription;
    if (current != null) {
      current.stop();
    }
    super.doStop();
  }

  @Override
  public Exchange createExchange(MqttMessage message, String topic) {
    Exchange exchange = super.createExchange(message, topic);
    exchange.getIn().setHeader(MqttHeaders.RETAINED, message.isRetained());
    return exchange;
  }

  private void take(String topic, MqttMessage message) {
    Arrivals started = arrivals;
    if (started != null) {
      started.take(topic, message.getPayload(), () -> createExchange(message, topic));
    }
  }

  @Override
  public void deliver(String topic, byte[] payload) {
    take(topic, new MqttMessage(payload));
  }
}
