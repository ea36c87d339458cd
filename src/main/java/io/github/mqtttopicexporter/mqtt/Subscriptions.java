package io.github.mqtttopicexporter.mqtt;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of the process. The routes of one Camel context receive messages at a time;
 * those of any other do not connect. Thread-safe.
 */
public final class Subscriptions {

  private final OutageLog outages = new OutageLog();
  private final Map<SubscribingConsumer, Subscription> subscriptions = new LinkedHashMap<>();
  private @Nullable CamelContext receiving;

  /**
   * Has the routes of a context receive the messages from now on. A route takes the connection over
   * from one with the same endpoint, and the same id if there is one; each message goes to one of
   * the two.
   *
   * @param isEdited whether the route of an id is to be sent the retained messages again
   */
  public synchronized void moveTo(CamelContext next, Predicate<String> isEdited) {
    receiving = next;
    List<SubscribingConsumer> consumers =
        SubscribingConsumer.of(next).filter(SubscribingConsumer::isStarted).toList();
    Map<SubscribingConsumer, Subscription> last = new LinkedHashMap<>(subscriptions);
    subscriptions.clear();
    takeOver(last, consumers, (former, consumer) -> former.isOfSameRoute(consumer), isEdited);
    takeOver(last, consumers, (former, consumer) -> true, isEdited);
    last.values().forEach(Subscription::stop);
    consumers.forEach(this::started);
  }

  private void takeOver(
      Map<SubscribingConsumer, Subscription> last,
      List<SubscribingConsumer> consumers,
      BiPredicate<SubscribingConsumer, SubscribingConsumer> isSuccessor,
      Predicate<String> isEdited) {
    for (SubscribingConsumer consumer : consumers) {
      if (!subscriptions.containsKey(consumer)) {
        last.keySet().stream()
            .filter(former -> former.isOfSameEndpoint(consumer))
            .filter(former -> isSuccessor.test(former, consumer))
            .findFirst()
            .map(last::remove)
            .ifPresent(
                subscription -> {
                  subscriptions.put(consumer, subscription);
                  subscription.deliverTo(consumer);
                  if (isEdited.test(consumer.getRouteId())) {
                    subscription.subscribeAgain();
                  }
                });
      }
    }
  }

  synchronized void started(SubscribingConsumer consumer) {
    if (consumer.getEndpoint().getCamelContext() == receiving) {
      subscriptions.computeIfAbsent(
          consumer, subscriber -> Subscription.start(subscriber, outages));
    }
  }

  synchronized void stopped(SubscribingConsumer consumer) {
    Subscription subscription = subscriptions.remove(consumer);
    if (subscription != null) {
      subscription.stop();
    }
  }

  /** The ids of the routes whose subscription has not been granted, or not since it was lost. */
  public synchronized List<String> pending() {
    return subscriptions.entrySet().stream()
        .filter(entry -> !entry.getValue().isGranted())
        .map(entry -> entry.getKey().getRouteId())
        .sorted()
        .toList();
  }

  private synchronized Map<SubscribingConsumer, Subscription> all() {
    return Map.copyOf(subscriptions);
  }

  /**
   * Registers {@code mqtt_exporter_subscribed} and {@code mqtt_exporter_messages_too_large_total}.
   */
  public void register(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("mqtt_exporter_subscribed")
        .help("Whether the broker has granted the subscription of a route, on a live connection")
        .labelNames("route")
        .callback(
            gauge ->
                all()
                    .forEach(
                        (consumer, subscription) ->
                            gauge.call(subscription.isGranted() ? 1 : 0, consumer.getRouteId())))
        .register(registry);
    CounterWithCallback.builder()
        .name("mqtt_exporter_messages_too_large")
        .help("Messages larger than --mqtt.max-packet-size, each of which ended a connection")
        .labelNames("route")
        .callback(
            counter ->
                all()
                    .forEach(
                        (consumer, subscription) ->
                            counter.call((double) subscription.tooLarge(), consumer.getRouteId())))
        .register(registry);
  }
}
