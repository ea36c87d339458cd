package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.log.Rejections;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.MqttSettings;
import io.github.mqtttopicexporter.mqtt.OutageLog;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;

/** Routes that are loaded to be looked at: no broker, no HTTP server, and none of them runs. */
public final class OfflineRoutes implements AutoCloseable {

  private static final BrokerUrl NO_BROKER = BrokerUrl.parse("mqtt://localhost");

  private final SeriesStore series;
  private final Integration integration;
  private final List<String> rejections = new CopyOnWriteArrayList<>();

  private OfflineRoutes(Settings settings, List<RouteFile> files) {
    series =
        new SeriesStore(
            System::nanoTime,
            new SeriesStore.Limits(settings.seriesLimit(), settings.seriesLimitPerMetric()));
    integration =
        new Integration(
            settings,
            files,
            new MqttSettings(
                settings.server().orElse(NO_BROKER),
                settings.qos(),
                settings.clientId(),
                settings.maxBackoff(),
                settings.maxPacketSize(),
                true,
                new OutageLog()),
            series,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    Processor collect =
        exchange -> rejections.add(exchange.getFromRouteId() + ": " + Rejections.why(exchange));
    integration.bind("rejections", collect);
    integration.bind("reload", (Processor) exchange -> {});
    PlatformHttpEngine engine = OfflineHttpConsumer::new;
    integration.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
  }

  /**
   * Loads some route files.
   *
   * @throws Mistake with the first mistake
   */
  public static OfflineRoutes load(Settings settings, List<RouteFile> files) {
    return load(settings, files, false);
  }

  /**
   * Loads the route files of an exporter, and lets them go.
   *
   * @throws Mistake with the first mistake, or with what is missing
   */
  public static void check(Settings settings, List<RouteFile> files) {
    load(settings, files, true).close();
  }

  private static OfflineRoutes load(Settings settings, List<RouteFile> files, boolean complete) {
    OfflineRoutes routes = new OfflineRoutes(settings, files);
    try {
      routes.integration.load();
      if (complete) {
        routes.integration.requireExporter();
      }
      routes.integration.prepare();
      return routes;
    } catch (Mistake e) {
      routes.close();
      throw e;
    }
  }

  public CamelContext context() {
    return integration.context();
  }

  public SeriesStore series() {
    return series;
  }

  /** Why messages were rejected, and by which route. */
  public List<String> rejections() {
    return rejections;
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
