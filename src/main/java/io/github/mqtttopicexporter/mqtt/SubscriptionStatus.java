package io.github.mqtttopicexporter.mqtt;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import org.apache.camel.CamelContext;

/** The MQTT subscriptions of all routes, as they are at the moment of the call. Thread-safe. */
public final class SubscriptionStatus {

  private final CamelContext context;

  /** Creates a view of the subscriptions of a context. */
  public SubscriptionStatus(CamelContext context) {
    this.context = context;
  }

  /** The ids of the routes whose subscription has not been granted, or not since it was lost. */
  public List<String> pending() {
    return SubscribingConsumer.of(context)
        .filter(consumer -> !consumer.isGranted())
        .map(SubscribingConsumer::getRouteId)
        .sorted()
        .toList();
  }

  /** Registers {@code mqtt_exporter_subscribed} and {@code mqtt_exporter_messages_too_large}. */
  public void register(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("mqtt_exporter_subscribed")
        .help("Whether the broker has granted the subscription of a route, on a live connection")
        .labelNames("route")
        .callback(
            gauge ->
                SubscribingConsumer.of(context)
                    .forEach(
                        consumer ->
                            gauge.call(consumer.isGranted() ? 1 : 0, consumer.getRouteId())))
        .register(registry);
    CounterWithCallback.builder()
        .name("mqtt_exporter_messages_too_large")
        .help("Messages larger than --mqtt.max-packet-size, each of which ended a connection")
        .labelNames("route")
        .callback(
            counter ->
                SubscribingConsumer.of(context)
                    .forEach(
                        consumer ->
                            counter.call((double) consumer.tooLarge(), consumer.getRouteId())))
        .register(registry);
  }
}
