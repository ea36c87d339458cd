package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.log.RejectionLog;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.SubscriptionStatus;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Invocation;
import io.github.mqtttopicexporter.settings.Setting;
import io.github.mqtttopicexporter.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Routes that were loaded to be looked at: no broker, no HTTP server, and none of them runs. */
public final class OfflineRoutes extends Integration {

  private final @Nullable List<RouteFile> given;
  private final boolean complete;
  private final List<String> rejections = new CopyOnWriteArrayList<>();

  /**
   * Creates what {@link #start()} loads.
   *
   * @param files the route files; those that the settings name, if null
   * @param complete whether they have to be all that an exporter needs
   */
  public OfflineRoutes(Invocation invocation, @Nullable List<RouteFile> files, boolean complete) {
    super(invocation, System::nanoTime);
    this.given = files;
    this.complete = complete;
  }

  /**
   * Loads some route files, and lets them go.
   *
   * @throws Mistake with the first mistake
   */
  public static void check(Invocation invocation, List<RouteFile> files) {
    try (OfflineRoutes routes = new OfflineRoutes(invocation, files, true)) {
      routes.start();
    }
  }

  @Override
  protected void prepare(Settings.Source source, Map<String, String> flags) {
    if (source.get(Setting.MQTT_SERVER).isEmpty()) {
      flags.put(Setting.MQTT_SERVER.key(), "mqtt://localhost"); // nobody asks it
    }
  }

  @Override
  protected void require(LoadedRoutes loaded) {
    if (complete) {
      super.require(loaded);
    }
  }

  @Override
  protected List<RouteFile> files(Settings settings) {
    return given == null ? Home.files(home().patterns(settings)) : given;
  }

  @Override
  protected void connect(Settings settings, MainConfigurationProperties camel, Registry beans) {
    MqttComponents.bind(beans, settings, true);
    Processor rejectionLog =
        exchange ->
            rejections.add(exchange.getFromRouteId() + ": " + RejectionLog.reason(exchange));
    beans.bind("rejectionLog", rejectionLog);
    camel.setAutoStartup(false);
    beans.bind("subscriptions", new SubscriptionStatus(context()));
    beans.bind("reload", (Processor) exchange -> {});
    PlatformHttpEngine engine = OfflineHttpConsumer::new;
    beans.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
  }

  /** Why messages were rejected, and by which route. */
  public List<String> rejections() {
    return rejections;
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
