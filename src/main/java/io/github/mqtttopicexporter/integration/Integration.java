package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.DeletionListener;
import io.github.mqtttopicexporter.mqtt.MqttSettings;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoComponent;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoMqtt5Component;
import io.github.mqtttopicexporter.mqtt.SubscriptionStatus;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.Settings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;

/**
 * One Camel context, made of route files. What outlives it is handed in; what differs between a
 * context that runs and one that is looked at is bound by those who make it. {@link #load}, and
 * then {@link #start} or {@link #prepare}, once.
 */
public final class Integration implements AutoCloseable {

  private static final int SHUTDOWN_TIMEOUT_SECONDS = 5;

  private final EarlyMain main = new EarlyMain();
  private final List<RouteFile> files;
  private final LoadedRoutes routes;

  /** Creates what loads some route files. */
  public Integration(
      Settings settings,
      List<RouteFile> files,
      MqttSettings subscriptions,
      SeriesStore series,
      PrometheusMeterRegistry meters) {
    this.files = files;
    main.setPropertyPlaceholderLocations("false"); // it would split a path at a comma
    main.setInitialProperties(settings.properties().copy());
    main.setOverrideProperties(overrides(settings));
    // Camel's own shutdown hook would race with that of main()
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    MainConfigurationProperties camel = main.configure();
    camel.setSourceLocationEnabled(true);
    camel.setStreamCachingEnabled(false);
    camel.setStartupSummaryLevel(StartupSummaryLevel.Off);
    camel.setAutoConfigurationLogSummary(false);
    camel.setRoutesIncludePattern("false"); // they are loaded by us, from what was read once
    camel.setShutdownTimeout(SHUTDOWN_TIMEOUT_SECONDS);
    context().getCamelContextExtension().addInterceptStrategy(new StepErrors());

    // Camel's own takes the characters of the locale
    SourceLoader utf8 =
        resource -> new String(resource.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    context().getRegistry().bind("sourceLoader", SourceLoader.class, utf8);
    bind("jq-language", new JqWithDoubles());
    bind("paho", new SubscribingPahoComponent(subscriptions));
    // made where a route asks for it: few do, and its client takes a while to load
    context()
        .getRegistry()
        .bind(
            "paho-mqtt5", Component.class, () -> new SubscribingPahoMqtt5Component(subscriptions));
    bind("subscriptions", new SubscriptionStatus(context()));
    bind("metricsRegistry", meters);
    bind("seriesStore", series);
    DeletionListener deletions = series::forget;
    bind("deletions", deletions);
    bind("scrape", new Scrape(series, meters.getPrometheusRegistry()));
    routes = new LoadedRoutes(context(), settings.topics());
  }

  /** What route files and {@code prometheus:} endpoints refer to. */
  private static Properties overrides(Settings settings) {
    Properties overrides = new Properties();
    overrides.setProperty("web.telemetry-path", settings.telemetryPath());
    overrides.setProperty("web.enable-lifecycle", String.valueOf(settings.enableLifecycle()));
    overrides.setProperty(
        "camel.component.prometheus.retain-time", settings.retainTime().toNanos() + "ns");
    return overrides;
  }

  /** Gives routes a bean to refer to, before they are loaded. */
  public void bind(String name, Object bean) {
    main.bind(name, bean);
  }

  /**
   * Loads the routes.
   *
   * @throws Mistake if a route file, or an option of Camel, is not as expected
   */
  public void load() {
    explained(
        () -> {
          main.init();
          routes.add(files);
        });
  }

  /**
   * Checks that the routes make an exporter.
   *
   * @throws Mistake with what is missing
   */
  public void requireExporter() {
    routes.requireExporter();
  }

  /**
   * Starts the routes.
   *
   * @throws Mistake if a step cannot be made
   */
  public void start() {
    explained(main::start);
  }

  /**
   * Makes every step of the routes, and starts none.
   *
   * @throws Mistake if one cannot be made
   */
  public void prepare() {
    context().setAutoStartup(false);
    start();
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private void explained(Attempt attempt) {
    try {
      attempt.run();
    } catch (Exception | StackOverflowError e) {
      throw new RouteMistake(context(), files).explain(e);
    }
  }

  public ModelCamelContext context() {
    return main.context;
  }

  public LoadedRoutes routes() {
    return routes;
  }

  @Override
  public void close() {
    main.stop();
  }

  /** Camel Main with its context from the first moment on, not from its start. */
  private static final class EarlyMain extends Main {

    private final ModelCamelContext context = (ModelCamelContext) super.createCamelContext();

    @Override
    protected CamelContext createCamelContext() {
      return context;
    }
  }
}
