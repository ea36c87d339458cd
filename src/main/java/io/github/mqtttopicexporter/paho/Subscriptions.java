package io.github.mqtttopicexporter.paho;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The MQTT subscriptions of all routes, as they are at the moment of the call. Thread-safe. */
public final class Subscriptions {

  private final CamelContext context;

  /** Creates a view of the subscriptions of a context. */
  public Subscriptions(CamelContext context) {
    this.context = context;
  }

  /** The ids of the routes whose subscription has not been granted, or not since it was lost. */
  public List<String> pending() {
    return context.getRoutes().stream()
        .filter(route -> route.getConsumer() instanceof SubscribingPahoConsumer)
        .filter(route -> !((SubscribingPahoConsumer) route.getConsumer()).isSubscribed())
        .map(Route::getId)
        .toList();
  }
}
