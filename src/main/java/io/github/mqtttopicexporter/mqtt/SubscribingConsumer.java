package io.github.mqtttopicexporter.mqtt;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer of {@code paho:} and {@code paho-mqtt5:}, which keeps a {@link Subscription}. */
final class SubscribingConsumer extends DefaultConsumer {

  private static final Logger logger = LoggerFactory.getLogger(SubscribingConsumer.class);

  private final Subscription subscription;
  private final Set<DeletionListener> deletionListeners;

  SubscribingConsumer(MqttEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    subscription = new Subscription(this::getRouteId, endpoint, this::arrived);
    deletionListeners = endpoint.getCamelContext().getRegistry().findByType(DeletionListener.class);
  }

  /** Those of all routes of a context. */
  static Stream<SubscribingConsumer> of(CamelContext context) {
    return context.getRoutes().stream()
        .map(Route::getConsumer)
        .filter(SubscribingConsumer.class::isInstance)
        .map(SubscribingConsumer.class::cast);
  }

  Subscription subscription() {
    return subscription;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    subscription.start();
  }

  @Override
  protected void doStop() throws Exception {
    subscription.stop();
    super.doStop();
  }

  /** Takes a message as if the broker had delivered it. */
  void deliver(String topic, byte[] payload) {
    arrived(topic, payload, Map.of(PahoConstants.MQTT_QOS, 0, MqttHeaders.RETAINED, false));
  }

  private void arrived(String topic, byte[] payload, Map<String, Object> headers) {
    try {
      if (payload.length == 0 && !deletionListeners.isEmpty()) {
        deletionListeners.forEach(listener -> listener.deleted(getRouteId(), topic));
        return;
      }
      Exchange exchange = createExchange(true);
      Message message = exchange.getIn();
      message.setBody(payload);
      message.setHeader(PahoConstants.MQTT_TOPIC, topic);
      headers.forEach(message::setHeader);
      getAsyncProcessor().process(exchange, defaultConsumerCallback(exchange, true));
    } catch (Throwable e) {
      // Paho would close the connection, and a retained message would do so again and again
      logger.error("{}: cannot process a message on {}: {}", getRouteId(), topic, e.toString());
    }
  }
}
