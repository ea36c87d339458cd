package io.github.mqtttopicexporter.mqtt;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of the process. The routes of one Camel context receive messages at a time;
 * those of any other do not connect. Thread-safe.
 */
public final class Subscriptions implements Feed.Routes {

  private final OutageLog outages = new OutageLog();
  private final Semaphore turn = new Semaphore(1);
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final @Nullable Feed feed;
  private @Nullable CamelContext receiving;

  public Subscriptions() {
    this(null);
  }

  /** Creates those of routes that a feed has messages for, if there is one. */
  public Subscriptions(@Nullable Feed feed) {
    this.feed = feed;
  }

  /**
   * Has the routes of a context receive the messages from now on. A route takes the connection over
   * from one with the same endpoint, and the same id if there is one; each message goes to one of
   * the two.
   *
   * @param isEdited whether the route of an id is to be sent the retained messages again
   */
  public synchronized void moveTo(CamelContext next, Predicate<String> isEdited) {
    receiving = next;
    List<Subscription> former = new ArrayList<>(subscriptions);
    List<SubscribingConsumer> waiting =
        new ArrayList<>(
            SubscribingConsumer.of(next).filter(SubscribingConsumer::isStarted).toList());
    takeOver(former, waiting, SubscribingConsumer::isOfSameRoute, isEdited);
    takeOver(former, waiting, SubscribingConsumer::isOfSameEndpoint, isEdited);
    former.forEach(Subscription::stop);
    subscriptions.removeAll(former);
    waiting.forEach(this::started);
  }

  /** Takes those that are moved out of both lists. */
  private static void takeOver(
      List<Subscription> former,
      List<SubscribingConsumer> waiting,
      BiPredicate<SubscribingConsumer, SubscribingConsumer> isSuccessor,
      Predicate<String> isEdited) {
    for (Subscription subscription : List.copyOf(former)) {
      waiting.stream()
          .filter(consumer -> isSuccessor.test(consumer, subscription.consumer()))
          .findFirst()
          .ifPresent(
              consumer -> {
                former.remove(subscription);
                waiting.remove(consumer);
                subscription.deliverTo(consumer);
                if (isEdited.test(consumer.getRouteId())) {
                  subscription.subscribeAgain();
                }
              });
    }
  }

  /** For the large messages of all routes. */
  Semaphore turn() {
    return turn;
  }

  synchronized void started(SubscribingConsumer consumer) {
    if (consumer.getEndpoint().getCamelContext() == receiving) {
      Subscription subscription = new Subscription(consumer, outages, feed);
      subscriptions.add(subscription);
      subscription.start();
    }
  }

  synchronized void stopped(SubscribingConsumer consumer) {
    for (Subscription subscription : all()) {
      if (subscription.consumer() == consumer) {
        subscriptions.remove(subscription);
        subscription.stop();
      }
    }
  }

  @Override
  public void deliver(Feed.Message message, Predicate<String> routeIds) {
    for (Subscription subscription : fed(message.topic())) {
      if (routeIds.test(subscription.routeId())) {
        subscription.arrived(message);
      }
    }
  }

  @Override
  public void forget(String topic) {
    fed(topic).forEach(subscription -> subscription.consumer().deleted(topic));
  }

  private List<Subscription> fed(String topic) {
    return all().stream()
        .filter(Subscription::isFed)
        .filter(subscription -> subscription.consumer().filter().matches(topic))
        .toList();
  }

  /** The ids of the routes whose subscription has not been granted, or not since it was lost. */
  public List<String> pending() {
    return all().stream()
        .filter(subscription -> !subscription.isGranted())
        .map(Subscription::routeId)
        .sorted()
        .toList();
  }

  private synchronized List<Subscription> all() {
    return List.copyOf(subscriptions);
  }

  /** Registers the metrics of every route that subscribes. */
  public void register(PrometheusRegistry registry) {
    new SubscriptionMetrics(this::all).register(registry);
  }
}
