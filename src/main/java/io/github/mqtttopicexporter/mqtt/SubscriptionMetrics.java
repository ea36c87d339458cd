package io.github.mqtttopicexporter.mqtt;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of the routes that subscribe. */
final class SubscriptionMetrics {

  private final Supplier<List<Subscription>> subscriptions;

  SubscriptionMetrics(Supplier<List<Subscription>> subscriptions) {
    this.subscriptions = subscriptions;
  }

  void register(PrometheusRegistry registry) {
    gauge(
        registry,
        "mqtt_exporter_subscribed",
        "Whether the broker has granted the subscription of a route, on a live connection",
        subscription -> subscription.isGranted() ? 1 : 0);
    gauge(
        registry,
        "mqtt_exporter_last_message_timestamp_seconds",
        "When a route has received its last message; 0 if it has received none",
        subscription -> subscription.lastMessageMillis / 1e3);
    counter(
        registry,
        "mqtt_exporter_subscribes",
        "How often the broker has granted the subscription of a route",
        subscription -> subscription.grants.get());
    counter(
        registry,
        "mqtt_exporter_messages_received",
        "Messages that a route has received",
        subscription -> subscription.messages.get());
    counter(
        registry,
        "mqtt_exporter_received_bytes",
        "Payload of the messages that a route has received",
        subscription -> subscription.bytes.get());
    CounterWithCallback.builder()
        .name("mqtt_exporter_outages")
        .help("Attempts to subscribe that failed and connections that were lost")
        .labelNames("reason", "route")
        .callback(
            counter -> {
              for (Outage.Kind kind : Outage.Kind.values()) {
                subscriptions
                    .get()
                    .forEach(s -> counter.call(s.outages(kind), kind.label(), s.routeId()));
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("mqtt_exporter_connections")
        .help("Live connections to a broker with a granted subscription")
        .labelNames("broker")
        .callback(
            gauge ->
                subscriptions.get().stream()
                    .collect(
                        groupingBy(Subscription::broker, summingInt(s -> s.isGranted() ? 1 : 0)))
                    .forEach((broker, live) -> gauge.call(live, broker)))
        .register(registry);
    registry.register(this::info);
  }

  private void gauge(
      PrometheusRegistry registry, String name, String help, ToDoubleFunction<Subscription> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("route")
        .callback(
            gauge ->
                subscriptions.get().forEach(s -> gauge.call(value.applyAsDouble(s), s.routeId())))
        .register(registry);
  }

  private void counter(
      PrometheusRegistry registry, String name, String help, ToDoubleFunction<Subscription> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("route")
        .callback(
            counter ->
                subscriptions.get().forEach(s -> counter.call(value.applyAsDouble(s), s.routeId())))
        .register(registry);
  }

  private MetricSnapshot info() {
    InfoSnapshot.Builder info =
        InfoSnapshot.builder()
            .name("mqtt_exporter_subscription")
            .help("The broker and the topic filter of a route");
    subscriptions
        .get()
        .forEach(
            s ->
                info.dataPoint(
                    InfoDataPointSnapshot.builder()
                        .labels(
                            Labels.of(
                                "broker", s.broker(), "filter", s.filter(), "route", s.routeId()))
                        .build()));
    return info.build();
  }
}
