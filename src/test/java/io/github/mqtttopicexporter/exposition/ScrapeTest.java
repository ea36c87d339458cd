package io.github.mqtttopicexporter.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ScrapeTest {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);
  private final Scrape scrape = new Scrape(registry, store);

  private Message answer(String method) throws IOException {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader(Exchange.HTTP_METHOD, method);
    scrape.process(exchange);
    return exchange.getMessage();
  }

  private void put(String name) {
    store.put(
        Metric.of(name, MetricType.gauge, null, null),
        Labels.EMPTY,
        1,
        Duration.ZERO,
        new Origin("r", null),
        false);
  }

  private void register(String name, double value) {
    registry.register(
        (Collector)
            () ->
                GaugeSnapshot.builder()
                    .name(name)
                    .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
                    .build());
  }

  private void registerFailing() {
    registry.register(
        (Collector)
            () -> {
              throw new IllegalStateException("broken");
            });
  }

  @Test
  void metricsOfTheStoreAndOfTheRegistryAreInTheOrderOfTheirNames() throws IOException {
    put("b");
    put("d");
    register("c", 2);
    register("a", 2);
    assertThat(answer("GET").getBody(String.class).lines().filter(line -> !line.startsWith("#")))
        .containsSubsequence("a 2.0", "b 1.0", "c 2.0", "d 1.0", "mqtt_exporter_series 2.0");
  }

  @Test
  void theStoreWinsOverTheRegistry() throws IOException {
    put("a");
    register("a", 2);
    assertThat(answer("GET").getBody(String.class)).contains("a 1.0").doesNotContain("a 2.0");
  }

  @Test
  void whatCannotBeCollectedIsAnError() throws IOException {
    registerFailing();
    Message answer = answer("GET");
    assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
    assertThat(answer.getBody()).isEqualTo("cannot collect the metrics: broken\n");
  }

  @Test
  void headCollectsNothing() throws IOException {
    registerFailing();
    Message answer = answer("HEAD");
    assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    assertThat(answer.getBody()).isNull();
  }
}
