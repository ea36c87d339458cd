package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.log.Rejections;
import io.github.mqtttopicexporter.mqtt.DeletionListener;
import io.github.mqtttopicexporter.mqtt.MqttSettings;
import io.github.mqtttopicexporter.mqtt.OfflineMessages;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoComponent;
import io.github.mqtttopicexporter.mqtt.SubscribingPahoMqtt5Component;
import io.github.mqtttopicexporter.mqtt.Subscriptions;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.BeanInject;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.Produce;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.apache.camel.test.main.junit5.Configure;

/**
 * The shipped route files, and others beside them, as Camel Main runs them with the components of
 * the exporter. There is neither a broker nor an HTTP server: a message is handed to the routes
 * whose filter matches its topic, and the route of the metrics is called directly.
 */
@CamelMainTest(
    propertyPlaceholderLocations = "file:application.properties",
    properties = {
      "camel.component.prometheus.retain-time={{mqtt.retain-time}}",
      "camel.main.stream-caching-enabled=false",
      "camel.main.route-filter-exclude-pattern=metrics-.+",
    },
    replaceRouteFromWith = "metrics=direct:metrics")
abstract class RouteTest {

  private static final List<String> SHIPPED =
      List.of(
          "routes/errors.camel.yaml", "routes/metrics.camel.yaml", "routes/mqtt-topic.camel.yaml");

  private final String topicFilter;
  private final List<String> files;

  @SuppressWarnings("NullAway.Init") // injected
  @BeanInject
  private CamelContext camel;

  @SuppressWarnings("NullAway.Init") // injected
  @Produce("direct:metrics")
  private FluentProducerTemplate metrics;

  /**
   * Creates a test of the shipped route files.
   *
   * @param topicFilter the value of {@code --mqtt.topic}
   * @param files patterns of the files that run beside them
   */
  RouteTest(String topicFilter, String... files) {
    this.topicFilter = topicFilter;
    this.files = List.of(files);
  }

  @Configure
  void configure(MainConfigurationProperties main) {
    main.setRoutesIncludePattern(
        Stream.concat(SHIPPED.stream(), files.stream())
            .map(file -> "file:" + file)
            .collect(Collectors.joining(",")));
    main.addConfiguration(
        new CamelConfiguration() {
          @Override
          public void configure(CamelContext context) {
            context.getPropertiesComponent().addOverrideProperty("mqtt.topic", topicFilter);
            ExtendedCamelContext extension = context.getCamelContextExtension();
            extension.addInterceptStrategy(new Steps((step, text) -> Optional.empty()));
            extension.registerEndpointCallback(HeldBackEndpoint.strategy((uri, exchange) -> {}));
            bind(context.getRegistry());
          }
        });
  }

  /** What route files refer to. */
  private static void bind(Registry beans) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(MeterFilter.ignoreTags("camelContext"));
    beans.bind("metricsRegistry", registry);
    SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);
    beans.bind("seriesStore", store);
    beans.bind("scrape", new Scrape(store, registry));
    beans.bind("rejections", new Rejections(() -> 0, registry.getPrometheusRegistry()));
    beans.bind("jq-language", new JqWithDoubles());
    DeletionListener deletions =
        (routeId, topic) -> {
          store.forget(routeId, topic);
          return true;
        };
    beans.bind("deletions", deletions);
    MqttSettings noBroker =
        new MqttSettings(
            BrokerUrl.parse("mqtt://localhost"),
            Optional.empty(),
            new TlsFiles(null, null, null, false),
            0,
            "test",
            Duration.ofSeconds(1),
            1 << 20,
            new Subscriptions());
    beans.bind("paho", new SubscribingPahoComponent(noBroker));
    beans.bind("paho-mqtt5", new SubscribingPahoMqtt5Component(noBroker));
  }

  /** Delivers a message, which at least one route has to subscribe to. */
  final void deliver(String topic, String payload) {
    if (OfflineMessages.deliver(camel, topic, payload.getBytes(StandardCharsets.UTF_8), false)
        .isEmpty()) {
      throw new IllegalArgumentException("no route subscribes to " + topic);
    }
  }

  /** What a scrape says of messages. */
  final String scrape() {
    byte[] body = metrics.withHeaders(Map.of(Exchange.HTTP_METHOD, "GET")).request(byte[].class);
    return Scraper.ofMessages(new String(body, StandardCharsets.UTF_8));
  }
}
