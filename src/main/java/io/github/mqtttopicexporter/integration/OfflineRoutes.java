package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.log.Rejections;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.Subscriptions;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;

/** The integration of some route files, cut off: it connects to nothing, and time stands still. */
public final class OfflineRoutes implements AutoCloseable {

  private static final int MAX_WAIT_SECONDS = 10;

  private static final BrokerUrl NO_BROKER = BrokerUrl.parse("mqtt://localhost");

  private final AtomicLong nanoTime = new AtomicLong();
  private final SeriesStore series;
  private final Integration integration;

  private OfflineRoutes(Settings settings, List<RouteFile> files, Consumer<String> rejected) {
    series =
        new SeriesStore(
            nanoTime::get,
            new SeriesStore.Limits(settings.seriesLimit(), settings.seriesLimitPerMetric()));
    integration =
        new Integration(
            settings,
            files,
            settings.kafkaTopic().isPresent() ? null : settings.server().orElse(NO_BROKER),
            new Subscriptions(),
            series,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    Processor rejections =
        exchange -> rejected.accept(exchange.getFromRouteId() + ": " + Rejections.why(exchange));
    integration.bind("rejections", rejections);
    integration.bind("reload", (Processor) exchange -> {});
    PlatformHttpEngine engine = OfflineHttpConsumer::new;
    integration.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
  }

  /** Returns the mistakes of an exporter's route files, in the order of their places. */
  public static List<Mistake> check(Settings settings, List<RouteFile> files) {
    try (OfflineRoutes routes = new OfflineRoutes(settings, files, rejected -> {})) {
      return routes.integration.loadExporter();
    }
  }

  /**
   * Starts the routes that take messages from a broker, or from one another.
   *
   * @param sent takes what a route would send outside the process
   * @param rejected takes why a message was rejected, and by which route
   * @throws Mistake with the first mistake
   */
  public static OfflineRoutes start(
      Settings settings, List<RouteFile> files, Consumer<String> sent, Consumer<String> rejected) {
    OfflineRoutes routes = new OfflineRoutes(settings, files, rejected);
    routes
        .context()
        .getCamelContextExtension()
        .registerEndpointCallback(
            HeldBackEndpoint.strategy(
                (uri, exchange) ->
                    sent.accept(
                        "would send to %s: %s"
                            .formatted(
                                destination(uri, exchange),
                                exchange.getMessage().getBody(String.class)))));
    List<Mistake> mistakes = routes.integration.load();
    if (!mistakes.isEmpty()) {
      routes.close();
      throw mistakes.get(0);
    }
    routes.integration.start();
    return routes;
  }

  /** A topic that a message brings along goes before that of the endpoint, as in a {@code toD}. */
  private static String destination(String uri, Exchange exchange) {
    if (!uri.startsWith("paho")) {
      return uri;
    }
    String endpoint = uri.replaceFirst("://", ":");
    Object topic = exchange.getMessage().getHeader(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC);
    return topic == null ? endpoint : endpoint.replaceFirst(":.*", ":") + topic;
  }

  public CamelContext context() {
    return integration.context();
  }

  public SeriesStore series() {
    return series;
  }

  /** Waits for the end of the messages that were delivered, for 10 seconds at most. */
  public void awaitExchanges() {
    integration.awaitExchanges(MAX_WAIT_SECONDS);
  }

  /** Lets time pass for the series. */
  public void advance(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Override
  public void close() {
    integration.close();
  }

  private static final class OfflineHttpConsumer extends DefaultConsumer
      implements PlatformHttpConsumer {

    OfflineHttpConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
      return (PlatformHttpEndpoint) super.getEndpoint();
    }
  }
}
