package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one subscription, until it is stopped, for a route and for those that take its place. It
 * has one thread, which pauses, looks the broker up, and is then the event loop of a {@link
 * Connection} until that ends, again and again: so a route that blocks stalls no other, and nothing
 * that ends a connection ends the subscription. Where a {@link Feed} has the messages, it has
 * neither.
 */
final class Subscription {

  private static final Logger logger = LoggerFactory.getLogger(Subscription.class);

  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  /** What has happened so far. */
  final AtomicLong grants = new AtomicLong();

  final AtomicLong messages = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();

  /** When the last message was received, since the epoch; 0 if none was. */
  volatile long lastMessageMillis;

  private final Map<Outage.Kind, AtomicLong> outagesOfKind = new ConcurrentHashMap<>();
  private final OutageLog outages;
  private final @Nullable Feed feed;
  private final Backoff backoff;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile SubscribingConsumer consumer;
  private volatile @Nullable Connection connection;
  private int attempts;
  private long grantedAt;

  Subscription(SubscribingConsumer consumer, OutageLog outages, @Nullable Feed feed) {
    this.consumer = consumer;
    this.outages = outages;
    this.feed = consumer.options().servers().isEmpty() ? feed : null;
    backoff =
        new Backoff(
            consumer.settings().maxBackoff(), () -> ThreadLocalRandom.current().nextDouble());
  }

  void start() {
    if (feed != null) {
      feed.deliverAgain(routeId());
      return;
    }
    Thread thread = new Thread(this::run, "MQTT " + consumer.getRouteId());
    thread.setDaemon(true);
    thread.start();
  }

  boolean isFed() {
    return feed != null;
  }

  SubscribingConsumer consumer() {
    return consumer;
  }

  String routeId() {
    return consumer.getRouteId();
  }

  /** Hands the messages to the consumer of an equal endpoint from now on. */
  void deliverTo(SubscribingConsumer next) {
    consumer = next;
  }

  /** Has the broker send the retained messages again; the others keep coming meanwhile. */
  void subscribeAgain() {
    Connection current = connection;
    if (current != null) {
      current.subscribeAgain();
    }
    if (feed != null) {
      feed.deliverAgain(routeId());
    }
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
    return feed != null ? feed.isConnected() : current != null && current.isGranted();
  }

  /** How many attempts and connections have ended for this reason. */
  double outages(Outage.Kind kind) {
    return outagesOfKind.getOrDefault(kind, new AtomicLong()).doubleValue();
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
    outagesOfKind.computeIfAbsent(outage.kind(), any -> new AtomicLong()).incrementAndGet();
    tell(outage, wasGranted);
    boolean othersLeft = attempts % consumer.options().servers().size() != 0;
    return othersLeft && !wasGranted
        ? Duration.ZERO
        : backoff.after(
            wasGranted ? Duration.ofNanos(System.nanoTime() - grantedAt) : Duration.ZERO);
  }

  private Outage connect() {
    try {
      ClientOptions options = consumer.options();
      BrokerUrl server = options.servers().get(attempts++ % options.servers().size());
      Connection next = new Connection(options, server, this::arrived, this::granted);
      connection = next;
      if (isStopped()) {
        next.close();
      }
      return next.run();
    } catch (Throwable e) { // even an Error: the next attempt may do better
      return Outage.of(e);
    }
  }

  private void arrived(Mqtt5Publish message) {
    arrived(message, null);
  }

  private void arrived(Mqtt5Publish message, @Nullable Long millis) {
    if (!isStopped()) {
      lastMessageMillis = System.currentTimeMillis();
      messages.incrementAndGet();
      bytes.addAndGet(message.getPayload().map(ByteBuffer::remaining).orElse(0));
      consumer.arrived(message, millis);
    }
  }

  /** Takes a message of the feed. */
  void arrived(Feed.Message message) {
    arrived(
        Mqtt5Publish.builder()
            .topic(message.topic())
            .payload(message.payload())
            .retain(message.retained())
            .build(),
        message.millis());
  }

  private void granted() {
    grantedAt = System.nanoTime();
    grants.incrementAndGet();
    outages.over(this);
    logger.info("{}: subscribed to {} at {}", routeId(), filter(), broker());
  }

  private void tell(Outage outage, boolean wasGranted) {
    String words =
        wasGranted
            ? "lost the connection to %s: %s".formatted(broker(), outage.reason())
            : "cannot subscribe to %s at %s: %s; trying again"
                .formatted(filter(), broker(), outage.reason());
    boolean news =
        outages.isNews(this, outage.scope(broker(), filter()), wasGranted + outage.reason());
    logger.atLevel(news ? Level.WARN : Level.DEBUG).log("{}: {}", routeId(), words);
  }

  String filter() {
    return consumer.filter().text();
  }

  String broker() {
    return feed != null ? feed.toString() : consumer.options().where();
  }
}
