package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.integration.RouteText.Element;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import io.github.mqtttopicexporter.mqtt.DeletionListener;
import io.github.mqtttopicexporter.mqtt.MqttSettings;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoComponent;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoMqtt5Component;
import io.github.mqtttopicexporter.mqtt.Subscriptions;
import io.github.mqtttopicexporter.prometheus.PrometheusComponent;
import io.github.mqtttopicexporter.prometheus.PrometheusEndpoint;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.TopicFilter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Route;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.LoggerHelper;
import org.apache.camel.util.function.ThrowingConsumer;
import org.apache.camel.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * One Camel context, made of route files: an edit makes the next one. What outlives it is handed
 * in. {@link #load} finds every mistake, and starts no route. Not thread-safe.
 */
public final class Integration implements AutoCloseable {

  /** The route template that makes a route of each filter of {@code --mqtt.topic}. */
  private static final String TOPIC_TEMPLATE = "mqtt-topic";

  private static final Set<String> MQTT = Set.of("paho", "paho-mqtt5");

  /** Where messages come from that two integrations at a time may both wait for. */
  private static final Set<String> SHARED =
      Set.of("paho", "paho-mqtt5", "platform-http", "direct", "seda");

  /** The elements of a file that are no concern of another one. */
  private static final Set<String> OF_ONE_FILE = Set.of("route", "from");

  private static final int SHUTDOWN_TIMEOUT_SECONDS = 5;
  private static final long LOOK_NANOS = 10_000_000;

  private final EarlyMain main = new EarlyMain();
  private final List<TopicFilter> topics;
  private final String path;
  private final List<RouteFile> files;
  private final Set<Mistake> mistakes = new LinkedHashSet<>();
  private final RouteTexts texts;

  /** Creates what loads some route files. */
  public Integration(
      Settings settings,
      List<RouteFile> files,
      @Nullable BrokerUrl broker,
      Subscriptions subscriptions,
      SeriesStore series,
      PrometheusMeterRegistry meters) {
    this.topics = settings.topics();
    this.path = settings.telemetryPath();
    this.files = files;
    texts = new RouteTexts(files, mistakes::add);
    main.setPropertyPlaceholderLocations("false"); // it would split a path at a comma
    settings.properties().values().forEach(main::addInitialProperty);
    addOverrides(settings);
    // Camel's own shutdown hook would race with that of main()
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    MainConfigurationProperties camel = main.configure();
    camel.setSourceLocationEnabled(true);
    camel.setStreamCachingEnabled(false);
    camel.setStartupSummaryLevel(StartupSummaryLevel.Off);
    camel.setAutoConfigurationLogSummary(false);
    camel.setRoutesIncludePattern("false"); // they are loaded by us, from what was read once
    camel.setShutdownTimeout(SHUTDOWN_TIMEOUT_SECONDS);
    context().getCamelContextExtension().addInterceptStrategy(new Steps(texts::placeOf));

    MqttSettings mqtt =
        new MqttSettings(
            broker,
            settings.passwordFile(),
            settings.tls(),
            settings.qos(),
            settings.clientId(),
            settings.maxBackoff(),
            settings.maxPacketSize(),
            subscriptions);
    bind("jq-language", new JqWithDoubles());
    bind("paho", new SubscribingPahoComponent(mqtt));
    // made where a route asks for it: few do, and its client takes a while to load
    context()
        .getRegistry()
        .bind("paho-mqtt5", Component.class, () -> new SubscribingPahoMqtt5Component(mqtt));
    bind("subscriptions", subscriptions);
    bind("metricsRegistry", meters);
    bind("seriesStore", series);
    DeletionListener deletions =
        (routeId, topic) -> {
          series.forget(routeId, topic);
          return makesSeries();
        };
    bind("deletions", deletions);
    bind("scrape", new Scrape(series, meters));
  }

  /** Or else the routes hand messages on, and an empty one means something to whom they go to. */
  private boolean makesSeries() {
    return context().getEndpoints().stream().anyMatch(PrometheusEndpoint.class::isInstance);
  }

  /** What route files and {@code prometheus:} endpoints refer to. */
  private void addOverrides(Settings settings) {
    main.addOverrideProperty("camel.main.auto-startup", "false");
    main.addOverrideProperty("mqtt.last-received", String.valueOf(settings.lastReceived()));
    main.addOverrideProperty("web.telemetry-path", settings.telemetryPath());
    main.addOverrideProperty("web.enable-lifecycle", String.valueOf(settings.enableLifecycle()));
    main.addOverrideProperty(
        "camel.component.prometheus.retain-time", settings.retainTime().toNanos() + "ns");
    if (!settings.kafkaBrokers().isEmpty()) {
      main.addOverrideProperty("camel.component.kafka.brokers", settings.kafkaBrokers());
    }
  }

  /** Gives routes a bean to refer to, before they are loaded. */
  public void bind(String name, Object bean) {
    main.bind(name, bean);
  }

  /**
   * Makes every step of the routes, and starts no route: one element of a file after the other, so
   * that a mistake in one hides none in another.
   *
   * @return the mistakes, in the order of their places
   */
  public List<Mistake> load() {
    loadElements();
    return inOrder();
  }

  /**
   * The same, for what is to be an exporter.
   *
   * @return the mistakes, in the order of their places; what is missing is told when there is none
   */
  public List<Mistake> loadExporter() {
    loadElements();
    if (mistakes.isEmpty()) {
      attempt(null, this::requireExporter);
    }
    return inOrder();
  }

  private void loadElements() {
    if (attempt(null, main::start)) {
      ElementLoader loader = new ElementLoader(context());
      List<Element> elements = texts.elements();
      Map<RouteFile, List<Element>> before =
          elements.stream()
              .filter(Element::appliesToItsFile)
              .collect(Collectors.groupingBy(Element::file));
      for (Element element : elements) {
        if (!element.appliesToItsFile()) {
          attempt(
              element.place(),
              () -> loader.add(before.getOrDefault(element.file(), List.of()), element));
        }
      }
      if (mistakes.isEmpty()) {
        attempt(null, this::addTopics);
      }
    }
  }

  private List<Mistake> inOrder() {
    return mistakes.stream()
        .sorted(
            Comparator.comparing(Mistake::place, Comparator.nullsFirst(Comparator.naturalOrder())))
        .toList();
  }

  private boolean attempt(@Nullable Place around, ThrowingRunnable<Exception> attempt) {
    try {
      attempt.run();
      return true;
    } catch (Exception | StackOverflowError e) {
      mistakes.add(new RouteMistake(context(), texts).explain(e, around));
      return false;
    }
  }

  private void addTopics() throws Exception {
    if (!topics.isEmpty() && context().getRouteTemplateDefinition(TOPIC_TEMPLATE) == null) {
      throw new Mistake(
          "--mqtt.topic",
          "expected a route template %s in the route files, found none".formatted(TOPIC_TEMPLATE));
    }
    for (int i = 0; i < topics.size(); i++) {
      TemplatedRouteBuilder.builder(context(), TOPIC_TEMPLATE)
          .routeId(TOPIC_TEMPLATE + "-" + (i + 1))
          .parameter("topic", topics.get(i).text())
          .add();
    }
  }

  private void requireExporter() {
    if (mqttRouteIds().isEmpty()) {
      throw new Mistake(
          "--mqtt.topic", "expected a topic filter, found none, nor one in the route files");
    }
    if (context().getRoutes().stream()
        .noneMatch(
            route ->
                route.getEndpoint() instanceof PlatformHttpEndpoint served
                    && served.getPath().equals(path))) {
      throw new Mistake(
          "--routes",
          "expected a route that serves the metrics, found none: metrics.camel.yaml is missing");
    }
  }

  /** The ids of the routes that take messages from a broker. */
  public List<String> mqttRouteIds() {
    return context().getRoutes().stream()
        .filter(route -> MQTT.contains(scheme(route)))
        .map(Route::getId)
        .toList();
  }

  private static String scheme(Route route) {
    return ExchangeHelper.resolveScheme(route.getEndpoint().getEndpointUri());
  }

  /**
   * Starts the routes that can wait beside those of another integration.
   *
   * @throws Mistake if one cannot be started
   */
  public void start() {
    each(routes(true), context().getRouteController()::startRoute);
  }

  /**
   * Starts the other routes, which begin in a timer, or a port of their own: there can be one.
   *
   * @throws Mistake if one cannot be started
   */
  public void startAlone() {
    each(routes(false), context().getRouteController()::startRoute);
  }

  /**
   * Stops what {@link #startAlone} has started.
   *
   * @throws Mistake if a route cannot be stopped
   */
  public void stopAlone() {
    each(routes(false), context().getRouteController()::stopRoute);
  }

  private void each(List<Route> routes, ThrowingConsumer<String, Exception> change) {
    for (Route route : routes) {
      try {
        change.accept(route.getId());
      } catch (Exception e) {
        throw new RouteMistake(context(), texts).explain(e, null);
      }
    }
  }

  private List<Route> routes(boolean shared) {
    return context().getRoutes().stream()
        .filter(route -> SHARED.contains(scheme(route)) == shared)
        .filter(Route::isAutoStartup)
        .toList();
  }

  /** Has the store describe the metrics as these routes do. */
  public void describeMetrics() {
    context().getComponent("prometheus", PrometheusComponent.class).describeMetrics();
  }

  /** Whether a route was made of other files in another integration, or was not there. */
  public boolean isEdited(String routeId, Integration other) {
    return !filesOf(routeId).equals(other.filesOf(routeId));
  }

  /** The file of a route, and those with what any route may refer to. */
  private Set<RouteFile> filesOf(String routeId) {
    RouteDefinition route = context().getRouteDefinition(routeId);
    if (route == null) {
      return Set.of();
    }
    String path = LoggerHelper.sourceNameOnly(route.getInput().getLocation());
    return Stream.concat(
            files.stream().filter(file -> file.path().toString().equals(path)),
            texts.elements().stream()
                .filter(element -> !OF_ONE_FILE.contains(element.key()))
                .map(Element::file))
        .collect(Collectors.toSet());
  }

  public ModelCamelContext context() {
    return main.context;
  }

  /** Waits until no message is on its way, in whatever thread it goes on. */
  void awaitExchanges(int maxSeconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(maxSeconds);
    while (context().getInflightRepository().size() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    // Camel waits for those that are in a route, and warns of those that are about to end
    awaitExchanges(SHUTDOWN_TIMEOUT_SECONDS);
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
