package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.demo.DemoBroker;
import io.github.mqtttopicexporter.paho.SubscribingPahoComponent;
import io.github.mqtttopicexporter.paho.Subscriptions;
import io.github.mqtttopicexporter.paho.TopicFilter;
import io.github.mqtttopicexporter.prometheus.Scrape;
import io.github.mqtttopicexporter.prometheus.SeriesStore;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exporter, running: Camel Main with the route files and the settings that flags, environment
 * and {@code application.properties} name.
 */
public final class Exporter implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Exporter.class);

  /** The route template that makes a route of each filter of {@code --mqtt.topic}. */
  private static final String TOPIC_TEMPLATE = "mqtt-topic";

  private static final String DEMO_ROUTES = "routes/demo/*.camel.yaml";

  /** What application.properties may say otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "camel.metrics.enabled", "true",
          "camel.metrics.binders", "class-loader,jvm-info,jvm-memory,jvm-gc,jvm-thread",
          // some fifteen series for each route and endpoint, of little use to a sensor's owner
          "camel.metrics.enable-route-policy", "false",
          "camel.metrics.enable-route-event-notifier", "false",
          "camel.metrics.enable-exchange-event-notifier", "false",
          "camel.metrics.skip-camel-info", "true");

  private static final int SHUTDOWN_TIMEOUT_SECONDS = 5;

  private final Main main = new Main();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LongSupplier nanoTime;
  private final SeriesStore store;
  private @Nullable DemoBroker demoBroker;

  private Exporter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    store = new SeriesStore(nanoTime);
  }

  /** Runs the exporter until the process is told to end. */
  public static void main(String... args) {
    try {
      Flags flags = Flags.parse(args);
      if (flags.isHelp()) {
        Flags.printHelp(System.out);
      } else if (flags.isVersion()) {
        System.out.println(BuildInfo.load());
      } else {
        LogConfiguration.apply("warn", "logger:stderr"); // until the settings are known
        Exporter exporter = start(flags, System.getenv(), Home.ofProcess(), System::nanoTime);
        Runtime.getRuntime().addShutdownHook(new Thread(exporter::end, "Shutdown"));
      }
    } catch (StartFailure e) {
      System.err.println("mqtt-topic-exporter: " + e.getMessage());
      // not System.exit: it would wait for what a half-started context left running
      Runtime.getRuntime().halt(e.exitCode());
    }
  }

  /** Ends the process as its user asked, which is a success and not the 143 of the JVM. */
  private void end() {
    main.stop();
    logger.info("stopped");
    Runtime.getRuntime().halt(0);
  }

  /**
   * Starts an exporter. It serves HTTP when this returns, whether or not a broker is there.
   *
   * @param nanoTime the clock that series expire by, as {@link System#nanoTime()}
   * @throws StartFailure if a setting or a route file is not as expected
   */
  static Exporter start(
      Flags flags, Map<String, String> environment, Home home, LongSupplier nanoTime) {
    Exporter exporter = new Exporter(nanoTime);
    exporter.main.addMainListener(exporter.new Configuration(flags, environment, home));
    // Camel's own shutdown hook would race with that of main()
    exporter.main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    exporter.start(home);
    return exporter;
  }

  private void start(Home home) {
    Optional<Path> properties = home.properties();
    main.setPropertyPlaceholderLocations(properties.map(file -> "file:" + file).orElse("false"));
    DEFAULTS.forEach(main::addInitialProperty);
    try {
      main.start();
    } catch (Exception e) {
      StartFailure mistake = new RouteMistake(main.getCamelContext()).explain(e);
      close();
      throw mistake;
    }
    logger.info("serving HTTP on port {}", main.configure().httpServer().getPort());
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  SeriesStore store() {
    return store;
  }

  @Override
  public void close() {
    main.stop();
    if (demoBroker != null) {
      demoBroker.close();
    }
  }

  /** Puts settings and routes in place, at the moments that Camel Main has for it. */
  private final class Configuration extends MainListenerSupport {

    private final Flags flags;
    private final Map<String, String> environment;
    private final Home home;
    private List<TopicFilter> topics = List.of();

    Configuration(Flags flags, Map<String, String> environment, Home home) {
      this.flags = flags;
      this.environment = environment;
      this.home = home;
    }

    @Override
    public void beforeInitialize(BaseMainSupport ignored) {
      PropertiesComponent properties = main.getCamelContext().getPropertiesComponent();
      properties.setEncoding("UTF-8");
      properties.reloadProperties(null); // read as ISO 8859-1 before
      Map<String, String> given = new HashMap<>(flags.values());
      Settings.Source source = new Settings.Source(given, environment, properties::resolveProperty);
      boolean demo = source.get("demo").orElse("false").equals("true");
      if (demo) {
        demoBroker = DemoBroker.start();
        given.put("mqtt.server", "mqtt://127.0.0.1:" + demoBroker.port());
        given.putIfAbsent("mqtt.topic", "/home/sensor/+");
      }
      Settings settings = Settings.read(source);
      LogConfiguration.apply(settings.logLevel(), settings.logFormat());

      List<Path> routes = new ArrayList<>(home.routes(settings.routes()));
      if (demo) {
        routes.addAll(home.routes(DEMO_ROUTES));
      }
      routes.forEach(Home::requireList);
      BuildInfo build = BuildInfo.load();
      logger.info("{}", build);
      logger.info(
          "settings from {}, routes from {}",
          home.properties().map(Path::toString).orElse("flags and environment only"),
          routes.stream().map(Path::toString).collect(Collectors.joining(", ")));

      topics = settings.topics();
      properties.setOverrideProperties(overrides(settings));
      bind(main.getCamelContext().getRegistry(), settings, build);
      configure(main.configure(), settings, routes);
      logger.info(
          "broker {}, topics {}, retain time {}",
          settings.server(),
          topics.stream().map(TopicFilter::text).toList(),
          settings.retainTime().toString().substring(2).toLowerCase(Locale.ROOT));
    }

    /** What route files and {@code prometheus:} endpoints refer to. */
    private Properties overrides(Settings settings) {
      Properties overrides = new Properties();
      overrides.setProperty("web.telemetry-path", settings.telemetryPath());
      overrides.setProperty(
          "camel.component.prometheus.retain-time", settings.retainTime().toNanos() + "ns");
      return overrides;
    }

    private void bind(Registry beans, Settings settings, BuildInfo build) {
      SubscribingPahoComponent paho = new SubscribingPahoComponent();
      paho.setMaxBackoff(settings.maxBackoff());
      paho.setClientIdPrefix(settings.clientId());
      PahoConfiguration configuration = paho.getConfiguration();
      configuration.setQos(settings.qos());
      configuration.setBrokerUrl(settings.server().url());
      configuration.setUserName(settings.server().userName());
      configuration.setPassword(settings.server().password());
      beans.bind("paho", paho);
      // camel-micrometer adds a tag of its own to every meter
      registry.config().meterFilter(MeterFilter.ignoreTags("camelContext"));
      build.register(registry);
      ProcessMetrics.builder().register(registry.getPrometheusRegistry());
      beans.bind("metricsRegistry", registry);
      beans.bind("seriesStore", store);
      beans.bind("rejectionLog", new RejectionLog(nanoTime));
      beans.bind("scrape", new Scrape(registry.getPrometheusRegistry()));
      Subscriptions subscriptions = new Subscriptions(main.getCamelContext());
      subscriptions.register(registry.getPrometheusRegistry());
      beans.bind("subscriptions", subscriptions);
    }

    private void configure(
        MainConfigurationProperties camel, Settings settings, List<Path> routes) {
      requireFree(settings.listenAddress());
      camel.httpServer().setEnabled(true);
      camel.httpServer().setHost(settings.listenAddress().host());
      camel.httpServer().setPort(settings.listenAddress().port());
      camel.setRoutesIncludePattern(
          routes.stream().map(file -> "file:" + file).collect(Collectors.joining(",")));
      camel.setSourceLocationEnabled(true);
      camel.setStreamCachingEnabled(false);
      camel.setShutdownTimeout(SHUTDOWN_TIMEOUT_SECONDS);
      camel.setStartupSummaryLevel(StartupSummaryLevel.Off);
      camel.setAutoConfigurationLogSummary(false);
    }

    /** Camel 4.17 only warns of a port in use, and goes on without a listener (CAMEL-26606). */
    private void requireFree(ListenAddress address) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(address.host(), address.port()));
      } catch (IOException e) {
        throw new StartFailure(
            "--web.listen-address",
            "expected an address to listen on, found %s: %s".formatted(address, e.getMessage()));
      }
    }

    @Override
    public void afterConfigure(BaseMainSupport ignored) {
      ModelCamelContext context = (ModelCamelContext) main.getCamelContext();
      boolean template = context.getRouteTemplateDefinition(TOPIC_TEMPLATE) != null;
      boolean subscribes =
          context.getRouteDefinitions().stream()
              .anyMatch(route -> route.getInput().getEndpointUri().startsWith("paho"));
      if (topics.isEmpty() && !subscribes) {
        throw new StartFailure(
            "--mqtt.topic", "expected a topic filter, found none, nor one in the route files");
      }
      if (!topics.isEmpty() && !template) {
        throw new StartFailure(
            "--mqtt.topic",
            "expected a route template %s in the route files, found none"
                .formatted(TOPIC_TEMPLATE));
      }
      if (context.getRouteDefinitions().stream()
          .noneMatch(route -> route.getInput().getEndpointUri().startsWith("platform-http:"))) {
        throw new StartFailure(
            "--routes",
            "expected a route that serves the metrics, found none: metrics.camel.yaml is missing");
      }
      for (int i = 0; i < topics.size(); i++) {
        TemplatedRouteBuilder.builder(context, TOPIC_TEMPLATE)
            .routeId(TOPIC_TEMPLATE + "-" + (i + 1))
            .parameter("topic", topics.get(i).toUriPath())
            .add();
      }
    }
  }
}
