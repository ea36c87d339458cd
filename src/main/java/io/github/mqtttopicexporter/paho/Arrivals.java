package io.github.mqtttopicexporter.paho;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of that which a broker delivers: a message for the route, or a deletion. */
final class Arrivals {

  private static final Logger logger = LoggerFactory.getLogger(Arrivals.class);

  private final DefaultConsumer consumer;
  private final Set<DeletionListener> deletionListeners;

  Arrivals(DefaultConsumer consumer) {
    this.consumer = consumer;
    deletionListeners =
        consumer.getEndpoint().getCamelContext().getRegistry().findByType(DeletionListener.class);
  }

  void take(String topic, byte[] payload, Supplier<Exchange> message) {
    try {
      if (payload.length == 0 && !deletionListeners.isEmpty()) {
        deletionListeners.forEach(listener -> listener.deleted(consumer.getRouteId(), topic));
        return;
      }
      Exchange exchange = message.get();
      consumer
          .getAsyncProcessor()
          .process(exchange, consumer.defaultConsumerCallback(exchange, true));
    } catch (Throwable e) {
      // Paho would close the connection, and a retained message would do so again and again
      logger.error(
          "{}: cannot process a message on {}: {}", consumer.getRouteId(), topic, e.toString());
    }
  }
}
