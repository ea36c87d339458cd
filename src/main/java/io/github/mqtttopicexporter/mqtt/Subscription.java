package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.TopicFilter;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one subscription for as long as its route runs. A thread connects and subscribes, with a
 * growing pause between attempts, and ends when the broker has granted the subscription; losing the
 * connection starts another. Every attempt is a new {@link Session}.
 */
final class Subscription {

  private static final Logger logger = LoggerFactory.getLogger(Subscription.class);

  private final Supplier<String> routeId;
  private final MqttEndpoint endpoint;
  private final SubscriptionSettings settings;
  private final Delivery delivery;

  private volatile @Nullable Thread subscriber;
  private volatile @Nullable Session granted;
  private volatile long grantedSince;

  /** Goes on over a connection that did not last, so that one that flaps is no flood. */
  private volatile Backoff backoff;

  Subscription(Supplier<String> routeId, MqttEndpoint endpoint, Delivery delivery) {
    this.routeId = routeId;
    this.endpoint = endpoint;
    this.settings = endpoint.settings();
    this.delivery = delivery;
    backoff = new Backoff(settings.maxBackoff());
  }

  TopicFilter filter() {
    return endpoint.filter();
  }

  boolean isGranted() {
    return granted != null;
  }

  void start() {
    if (!settings.isOffline()) {
      subscribeInBackground(Duration.ZERO);
    }
  }

  void stop() {
    Thread thread;
    Session session;
    synchronized (this) {
      thread = subscriber;
      subscriber = null;
      session = granted;
      granted = null;
    }
    if (thread != null) {
      thread.interrupt();
    }
    if (session != null) {
      session.close();
    }
    settings.outages().endFor(this);
  }

  private void subscribeInBackground(Duration pause) {
    Thread thread =
        new Thread(() -> subscribeUntilGranted(pause), "MQTT Subscribe: " + routeId.get());
    thread.setDaemon(true);
    subscriber = thread;
    thread.start();
  }

  private void subscribeUntilGranted(Duration firstPause) {
    Duration pause = firstPause;
    while (subscriber == Thread.currentThread()) {
      try {
        Thread.sleep(pause.toMillis());
        subscribe();
        return;
      } catch (InterruptedException ignored) {
        return; // the route stops
      } catch (Outage e) {
        if (subscriber != Thread.currentThread()) {
          return; // the route stops
        }
        String whose = e.isOfBroker() ? broker() : broker() + " " + filter().text();
        logger
            .atLevel(
                settings.outages().isNews(whose + ": " + e.reason(), this)
                    ? Level.WARN
                    : Level.DEBUG)
            .log(
                "{}: cannot subscribe to {} at {}: {}; trying again",
                routeId.get(),
                filter().text(),
                broker(),
                e.reason());
        pause = backoff.next();
      }
    }
  }

  private void subscribe() throws Outage {
    Session session = new Session(endpoint, delivery, this::lost);
    try {
      session.subscribe();
    } catch (Outage e) {
      session.close();
      throw e;
    }
    synchronized (this) {
      if (subscriber != Thread.currentThread()) {
        session.close(); // the route stopped meanwhile
        return;
      }
      if (!session.isConnected()) {
        session.close();
        // lost since the grant, when lost() did not know this session yet
        throw Outage.ofBroker(Reason.CONNECTION_CLOSED);
      }
      // told before it counts, and so before its loss
      settings.outages().endFor(this);
      logger.info("{}: subscribed to {} at {}", routeId.get(), filter().text(), broker());
      granted = session;
      grantedSince = System.nanoTime();
    }
  }

  private void lost(Session session, String reason) {
    synchronized (this) {
      if (granted != session) {
        return; // not granted yet: the thread that subscribes has the error
      }
      granted = null;
      logger
          .atLevel(
              settings.outages().isNews(broker() + " lost: " + reason, this)
                  ? Level.WARN
                  : Level.DEBUG)
          .log("{}: lost the connection to {}: {}", routeId.get(), broker(), reason);
      Duration stood = Duration.ofNanos(System.nanoTime() - grantedSince);
      boolean stable = stood.compareTo(settings.maxBackoff()) > 0;
      if (stable) {
        backoff = new Backoff(settings.maxBackoff());
      }
      subscribeInBackground(stable ? Duration.ZERO : backoff.next());
    }
    session.close();
  }

  /** Where it is, without credentials. */
  private String broker() {
    return endpoint.broker().toString();
  }
}
