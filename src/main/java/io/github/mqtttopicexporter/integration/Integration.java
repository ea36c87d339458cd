package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.DeletionListener;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Invocation;
import io.github.mqtttopicexporter.settings.Setting;
import io.github.mqtttopicexporter.settings.Settings;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.dsl.support.SourceLoader;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Camel Main with the settings, the beans and the routes of an exporter. What it is connected to is
 * said by those that extend it.
 */
public abstract class Integration implements AutoCloseable {

  private final Main main = new Main();
  private final Invocation invocation;
  private final LongSupplier nanoTime;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private List<RouteFile> files = List.of();
  private @Nullable SeriesStore store;
  private @Nullable LoadedRoutes routes;

  /**
   * Creates what {@link #start()} starts.
   *
   * @param nanoTime the clock that series expire by, as {@link System#nanoTime()}
   */
  public Integration(Invocation invocation, LongSupplier nanoTime) {
    this.invocation = invocation;
    this.nanoTime = nanoTime;
  }

  /** Changes the values of flags before the settings are read. */
  protected abstract void prepare(Settings.Source source, Map<String, String> flags);

  /**
   * Checks what was loaded.
   *
   * @throws Mistake with what is missing
   */
  protected void require(LoadedRoutes loaded) {
    loaded.requireExporter();
  }

  /** The route files to load. */
  protected abstract List<RouteFile> files(Settings settings);

  /** Connects the integration, or keeps it from connecting. */
  protected abstract void connect(
      Settings settings, MainConfigurationProperties camel, Registry beans);

  /**
   * Loads the routes and starts them.
   *
   * @throws Mistake if a setting or a route file is not as expected
   */
  public final void start() {
    main.setPropertyPlaceholderLocations("false"); // it would split a path at a comma
    main.setInitialProperties(invocation.properties().copy());
    main.addMainListener(new Listener());
    // Camel's own shutdown hook would race with that of main()
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    try {
      main.start();
    } catch (Exception | StackOverflowError e) {
      Mistake mistake = new RouteMistake(context(), files).explain(e);
      close();
      throw mistake;
    }
  }

  public final Invocation invocation() {
    return invocation;
  }

  public final LongSupplier nanoTime() {
    return nanoTime;
  }

  public final Home home() {
    return invocation.home();
  }

  public final ModelCamelContext context() {
    return (ModelCamelContext) main.getCamelContext();
  }

  public final SeriesStore store() {
    return Objects.requireNonNull(store, "not started");
  }

  public final PrometheusMeterRegistry registry() {
    return registry;
  }

  /** The route files, if the settings could be read. */
  public final List<RouteFile> files() {
    return files;
  }

  public final LoadedRoutes routes() {
    return Objects.requireNonNull(routes, "not started");
  }

  @Override
  public void close() {
    main.stop();
  }

  /** Puts settings and routes in place, at the moments that Camel Main has for it. */
  private final class Listener extends MainListenerSupport {

    @Override
    public void beforeInitialize(BaseMainSupport ignored) {
      invocation.properties().requireKnownSettings();
      PropertiesComponent properties = context().getPropertiesComponent();
      Map<String, String> flags = new HashMap<>(invocation.flags().values());
      Settings.Source source =
          new Settings.Source(flags, invocation.environment(), properties::resolveProperty);
      if (source.isOn(Setting.DEMO)) {
        flags.putIfAbsent(Setting.MQTT_TOPIC.key(), "/home/sensor/+");
      }
      prepare(source, flags);
      Settings settings = Settings.read(source);
      properties.setOverrideProperties(overrides(settings));
      Registry beans = context().getRegistry();
      // Camel's own takes the characters of the locale
      SourceLoader utf8 =
          resource -> new String(resource.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      beans.bind("sourceLoader", SourceLoader.class, utf8);
      beans.bind("jq-language", new JqWithDoubles());
      beans.bind("metricsRegistry", registry);
      SeriesStore held = new SeriesStore(nanoTime, settings.seriesLimits());
      store = held;
      beans.bind("seriesStore", held);
      held.register(registry.getPrometheusRegistry());
      DeletionListener deletions = held::forget;
      beans.bind("deletions", deletions);
      beans.bind("scrape", new Scrape(held, registry.getPrometheusRegistry()));
      // camel-micrometer adds a tag of its own to every meter
      registry.config().meterFilter(MeterFilter.ignoreTags("camelContext"));
      context().getCamelContextExtension().addInterceptStrategy(new StepErrors());
      MainConfigurationProperties camel = main.configure();
      camel.setSourceLocationEnabled(true);
      camel.setStreamCachingEnabled(false);
      camel.setStartupSummaryLevel(StartupSummaryLevel.Off);
      camel.setAutoConfigurationLogSummary(false);
      camel.setRoutesIncludePattern("false"); // they are loaded by us, from what was read once
      files = files(settings);
      connect(settings, camel, beans);
      routes = new LoadedRoutes(context(), settings.topics());
    }

    /** What route files and {@code prometheus:} endpoints refer to. */
    private Properties overrides(Settings settings) {
      Properties overrides = new Properties();
      overrides.setProperty("web.telemetry-path", settings.telemetryPath());
      overrides.setProperty("web.enable-lifecycle", String.valueOf(settings.enableLifecycle()));
      overrides.setProperty(
          "camel.component.prometheus.retain-time", settings.retainTime().toNanos() + "ns");
      return overrides;
    }

    @Override
    public void afterConfigure(BaseMainSupport ignored) {
      try {
        routes().add(files);
      } catch (Exception e) {
        throw RuntimeCamelException.wrapRuntimeException(e);
      }
      require(routes());
    }
  }
}
