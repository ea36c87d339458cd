package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
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

  /** Whether the broker had kept the message for those who subscribe later (Boolean). */
  static final String RETAINED = "CamelMqttRetained";

  /** One message of more bytes is routed at a time: JSON takes tenfold and more as it is read. */
  static final int LARGE = 1 << 16;

  /** A step that blocks holds the large messages of others up for so long, and no other ones. */
  private static final int TURN_SECONDS = 10;

  private static final Logger logger = LoggerFactory.getLogger(SubscribingConsumer.class);

  private final MqttEndpoint endpoint;
  private final TopicFilter filter;
  private final ClientOptions options;
  private final Set<DeletionListener> deletionListeners;

  /** Where steps go on in other threads, the broker waits for them, and the heap does not fill. */
  private final Semaphore inFlight = new Semaphore(ClientOptions.MAX_IN_FLIGHT);

  SubscribingConsumer(MqttEndpoint endpoint, Processor processor, ClientOptions options) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    filter = endpoint.filter();
    this.options = options;
    deletionListeners = endpoint.getCamelContext().getRegistry().findByType(DeletionListener.class);
  }

  /** Those of all routes of a context. */
  static Stream<SubscribingConsumer> of(CamelContext context) {
    return context.getRoutes().stream()
        .map(Route::getConsumer)
        .filter(SubscribingConsumer.class::isInstance)
        .map(SubscribingConsumer.class::cast);
  }

  TopicFilter filter() {
    return filter;
  }

  ClientOptions options() {
    return options;
  }

  MqttSettings settings() {
    return endpoint.settings();
  }

  boolean isOfSameRoute(SubscribingConsumer other) {
    return getRouteId().equals(other.getRouteId()) && isOfSameEndpoint(other);
  }

  boolean isOfSameEndpoint(SubscribingConsumer other) {
    return endpoint.getEndpointUri().equals(other.endpoint.getEndpointUri());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    endpoint.settings().subscriptions().started(this);
  }

  @Override
  protected void doStop() throws Exception {
    endpoint.settings().subscriptions().stopped(this);
    super.doStop();
  }

  /** Takes a message; the thread that brings it goes on through the route. */
  void arrived(Mqtt5Publish publish) {
    String topic = publish.getTopic().toString();
    try {
      int length = publish.getPayload().map(ByteBuffer::remaining).orElse(0);
      if (length == 0 && !deletionListeners.isEmpty()) {
        deletionListeners.forEach(listener -> listener.deleted(getRouteId(), topic));
        acknowledge(publish);
        return;
      }
      inFlight.acquire();
      int turns = takeTurn(length);
      try {
        route(publish, topic, () -> ended(publish, turns));
      } catch (Throwable e) {
        ended(publish, turns);
        throw e;
      }
    } catch (Throwable e) {
      // the library would close the connection, and a retained message would do so again and again
      logger.error("{}: cannot process a message on {}: {}", getRouteId(), topic, e.toString());
    }
  }

  /** Waits for the other large messages, if this is one; returns what is to be given back. */
  private int takeTurn(int length) throws InterruptedException {
    int turns = length > LARGE ? 1 : 0;
    return settings().subscriptions().turn().tryAcquire(turns, TURN_SECONDS, TimeUnit.SECONDS)
        ? turns
        : 0;
  }

  private void route(Mqtt5Publish publish, String topic, Runnable ended) {
    byte[] payload = publish.getPayloadAsBytes();
    Exchange exchange = createExchange(true);
    Message message = endpoint.message(publish, payload);
    message.setBody(payload);
    message.setHeader(PahoConstants.MQTT_TOPIC, topic);
    message.setHeader(PahoConstants.MQTT_QOS, publish.getQos().getCode());
    message.setHeader(RETAINED, publish.isRetain());
    exchange.setIn(message);
    AsyncCallback callback = defaultConsumerCallback(exchange, true);
    getAsyncProcessor()
        .process(
            exchange,
            doneSync -> {
              callback.done(doneSync);
              ended.run();
            });
  }

  private void ended(Mqtt5Publish publish, int turns) {
    settings().subscriptions().turn().release(turns);
    inFlight.release();
    acknowledge(publish);
  }

  private static void acknowledge(Mqtt5Publish publish) {
    if (publish.getQos() == MqttQos.AT_MOST_ONCE) {
      return;
    }
    try {
      publish.acknowledge();
    } catch (RejectedExecutionException | UnsupportedOperationException ignored) {
      // the connection has ended, or the broker has not asked for it
    }
  }
}
