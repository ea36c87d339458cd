package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one subscription for as long as its route runs. It has one thread, which pauses, looks the
 * broker up, and is then the event loop of a {@link Connection} until that ends, again and again:
 * so a route that blocks stalls no other, and nothing that ends a connection ends the subscription.
 */
final class Subscription {

  private static final Logger logger = LoggerFactory.getLogger(Subscription.class);

  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final String routeId;
  private final ClientOptions options;
  private final Consumer<Mqtt5Publish> messages;
  private final OutageLog outages;
  private final Backoff backoff;
  private final String broker;
  private final String filter;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile @Nullable Connection connection;
  private final AtomicLong tooLarge = new AtomicLong();
  private int attempts;
  private long grantedAt;

  Subscription(
      String routeId,
      MqttEndpoint endpoint,
      ClientOptions options,
      Consumer<Mqtt5Publish> messages) {
    this.routeId = routeId;
    this.options = options;
    this.messages = messages;
    MqttSettings settings = endpoint.settings();
    outages = settings.outages();
    backoff = new Backoff(settings.maxBackoff(), () -> ThreadLocalRandom.current().nextDouble());
    broker = endpoint.broker().toString(); // where it is, without credentials
    filter = endpoint.getTopic();
  }

  void start() {
    Thread thread = new Thread(this::run, "MQTT " + routeId);
    thread.setDaemon(true);
    thread.start();
  }

  void stop() {
    stopped.countDown();
    Connection last = connection;
    if (last != null) {
      last.close();
    }
    outages.over(this);
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  boolean isGranted() {
    Connection current = connection;
    return current != null && current.isGranted();
  }

  /** How many messages were larger than the limit. */
  long tooLarge() {
    return tooLarge.get();
  }

  private void run() {
    Duration pause = Duration.ZERO;
    while (true) {
      try {
        if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        pause = attempt();
      } catch (Throwable e) { // not even to tell of an outage may there be memory
        pause = AFTER_ERROR;
      }
    }
  }

  /** Receives messages until the connection ends; returns the pause before the next one. */
  private Duration attempt() {
    grantedAt = 0;
    Outage outage = connect();
    boolean wasGranted = grantedAt != 0;
    if (isStopped()) {
      return Duration.ZERO;
    }
    if (outage.kind() == Outage.Kind.PACKET_TOO_LARGE) {
      tooLarge.incrementAndGet();
    }
    tell(outage, wasGranted);
    boolean othersLeft = attempts % options.servers().size() != 0;
    return othersLeft && !wasGranted
        ? Duration.ZERO
        : backoff.after(
            outage, wasGranted ? Duration.ofNanos(System.nanoTime() - grantedAt) : Duration.ZERO);
  }

  private Outage connect() {
    try {
      BrokerUrl server = options.servers().get(attempts++ % options.servers().size());
      Connection next = new Connection(options, server, this::arrived, this::granted);
      connection = next;
      if (isStopped()) {
        next.close();
      }
      return next.run();
    } catch (Throwable e) { // even an Error: the next attempt may do better
      return Reason.of(e);
    }
  }

  private void arrived(Mqtt5Publish message) {
    if (!isStopped()) {
      messages.accept(message);
    }
  }

  private void granted() {
    grantedAt = System.nanoTime();
    outages.over(this);
    logger.info("{}: subscribed to {} at {}", routeId, filter, broker);
  }

  private void tell(Outage outage, boolean wasGranted) {
    String words =
        wasGranted
            ? "lost the connection to %s: %s".formatted(broker, outage.reason())
            : "cannot subscribe to %s at %s: %s; trying again"
                .formatted(filter, broker, outage.reason());
    boolean news = outages.isNews(this, outage.scope(broker, filter), wasGranted + outage.reason());
    logger.atLevel(news ? Level.WARN : Level.DEBUG).log("{}: {}", routeId, words);
  }
}
