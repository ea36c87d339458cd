package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

  private final String routeId;
  private final MqttEndpoint endpoint;
  private final ClientOptions options;
  private final OutageLog outages;
  private final Backoff backoff;
  private final Consumer<Mqtt5Publish> messages;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private volatile @Nullable Connection connection;
  private volatile long tooLarge;
  private int attempts;
  private long grantedAt;

  Subscription(
      String routeId,
      MqttEndpoint endpoint,
      ClientOptions options,
      Consumer<Mqtt5Publish> messages) {
    this.routeId = routeId;
    this.endpoint = endpoint;
    this.options = options;
    this.messages = messages;
    outages = endpoint.settings().outages();
    backoff =
        new Backoff(
            endpoint.settings().maxBackoff(), () -> ThreadLocalRandom.current().nextDouble());
  }

  void start() {
    Thread thread = new Thread(this::run, "MQTT " + routeId);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the connection, and says farewell to the broker if a step of the route lets it. */
  void stop() {
    stopped.countDown();
    Connection last = connection;
    if (last != null) {
      last.close();
    }
    outages.over(this);
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  boolean isGranted() {
    Connection current = connection;
    return current != null && current.isGranted();
  }

  /** How many messages were larger than the limit. */
  long tooLarge() {
    return tooLarge;
  }

  private void run() {
    Duration pause = Duration.ZERO;
    try {
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = attempt();
      }
    } catch (InterruptedException ignored) {
      // nobody does
    }
  }

  /** Receives messages until there is no connection any more; returns the pause before the next. */
  private Duration attempt() {
    grantedAt = 0;
    Outage outage;
    try {
      BrokerUrl server = options.servers().get(attempts++ % options.servers().size());
      Connection next = new Connection(options, server, this::arrived, this::granted);
      connection = next;
      if (isStopped()) {
        next.close();
      }
      outage = next.run();
    } catch (Throwable e) { // whatever it is, the broker may be back tomorrow
      outage = Reason.of(e);
    }
    boolean wasGranted = grantedAt != 0;
    if (outage.kind() == Outage.Kind.PACKET_TOO_LARGE) {
      tooLarge++;
    }
    if (!isStopped()) {
      tell(outage, wasGranted);
    }
    if (attempts % options.servers().size() != 0 && !wasGranted) {
      return Duration.ZERO; // the next one in its place
    }
    return backoff.after(
        outage, wasGranted ? Duration.ofNanos(System.nanoTime() - grantedAt) : Duration.ZERO);
  }

  private void arrived(Mqtt5Publish message) {
    if (!isStopped()) {
      messages.accept(message);
    }
  }

  private void granted() {
    grantedAt = System.nanoTime();
    outages.over(this);
    logger.info("{}: subscribed to {} at {}", routeId, filter(), broker());
  }

  private void tell(Outage outage, boolean wasGranted) {
    String words =
        wasGranted
            ? "lost the connection to %s: %s".formatted(broker(), outage.reason())
            : "cannot subscribe to %s at %s: %s; trying again"
                .formatted(filter(), broker(), outage.reason());
    String what = wasGranted + outage.reason();
    boolean news = outages.isNews(this, outage.scope(broker(), filter()), what);
    logger.atLevel(news ? Level.WARN : Level.DEBUG).log("{}: {}", routeId, words);
  }

  private String filter() {
    return endpoint.filter().text();
  }

  /** Where it is, without credentials. */
  private String broker() {
    return endpoint.broker().toString();
  }
}
