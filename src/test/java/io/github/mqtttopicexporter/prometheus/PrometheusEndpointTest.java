package io.github.mqtttopicexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.series.InvalidSampleException;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that come and go with their routes, in a context that runs. */
class PrometheusEndpointTest {

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);

  @BeforeEach
  void start() {
    registry.getPrometheusRegistry().register(store);
    context.getRegistry().bind("store", store);
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private void add(String id, String uri) throws Exception {
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:" + id)
                .routeId(id)
                .choice()
                .when(constant(true))
                .filter(constant(true))
                .to(uri)
                .end()
                .end();
          }
        });
  }

  private void remove(String id) throws Exception {
    context.getRouteController().stopRoute(id);
    assertThat(context.removeRoute(id)).isTrue();
  }

  private void send(String id, Object body) {
    context.createProducerTemplate().sendBody("direct:" + id, body);
  }

  @Test
  void aRemovedRouteTakesItsDeclarationWithIt() throws Exception {
    add("a", "prometheus:x_total?type=counter&help=one");
    send("a", 1);
    remove("a");
    assertThat(store.size()).isEqualTo(1);

    add("b", "prometheus:x_total?type=counter&help=another");
    assertThat(registry.scrape()).contains("# HELP x_total another\n", "x_total 1.0\n");
    remove("b");

    add("c", "prometheus:x");
    assertThat(store.size()).isZero();
    send("c", -1);
    assertThat(registry.scrape()).contains("\nx -1.0\n");
  }

  @Test
  void anEndpointOfTwoRoutesStaysWithTheSecond() throws Exception {
    add("a", "prometheus:x?help=one");
    add("b", "prometheus:x?help=one");
    remove("a");
    assertThatExceptionOfType(FailedToCreateRouteException.class)
        .isThrownBy(() -> add("c", "prometheus:x?help=another"))
        .withRootCauseInstanceOf(InvalidSampleException.class);
    send("b", 2);
    assertThat(registry.scrape()).contains("# HELP x one\n");
    remove("b");
    assertThat(store.metrics()).isEqualTo(1);
  }

  @Test
  void aRefusedEndpointDeclaresNothing() {
    assertThatExceptionOfType(FailedToCreateRouteException.class)
        .isThrownBy(() -> add("a", "prometheus:x?scale=big"));
    assertThat(store.metrics()).isZero();
  }

  @Test
  void aRouteThatStopsAndStartsGoesOn() throws Exception {
    add("a", "prometheus:x?help=one");
    context.getRouteController().stopRoute("a");
    context.getRouteController().startRoute("a");
    send("a", 3);
    assertThat(registry.scrape()).contains("# HELP x one\n", "\nx 3.0\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesMayBeJavaObjects(boolean list) throws Exception {
    add("a", "prometheus:samples?values=binary");
    Map<String, Object> sample =
        Map.of("name", "x", "value", true, "labels", Map.of("a", 1, "b", 2.5));
    context.createProducerTemplate().sendBody("direct:a", list ? List.of(sample) : sample);
    assertThat(registry.scrape()).contains("x{a=\"1\",b=\"2.5\"} 1.0\n");
  }

  @Test
  void halfACharacterIsReplaced() throws Exception {
    add("a", "prometheus:samples");
    String sample = "{\"name\": \"x\", \"value\": 1, \"labels\": {\"a\": \"%s\"}}";
    send("a", sample.formatted("\\ud800"));
    send("a", sample.formatted("b\\ud801\\udc00"));
    send("a", sample.formatted("\\udfff"));
    send("a", sample.formatted("b\ud801\udc00"));
    assertThat(store.size()).isEqualTo(2);
    assertThat(registry.scrape()).contains("x{a=\"\ufffd\"} 1.0\n", "x{a=\"b\ud801\udc00\"} 1.0\n");
  }

  @Test
  void halfACharacterOfAHeaderIsReplaced() throws Exception {
    add("a", "prometheus:x?label.a=${header.a}");
    context.createProducerTemplate().sendBodyAndHeader("direct:a", 1, "a", "\ud800");
    assertThat(registry.scrape()).contains("x{a=\"\ufffd\"} 1.0\n");
  }

  @Test
  void anEmptyBodyIsNothing() throws Exception {
    add("a", "prometheus:x");
    assertThatExceptionOfType(CamelExecutionException.class)
        .isThrownBy(() -> send("a", new byte[0]))
        .havingRootCause()
        .withMessage("expected a number, found nothing");
  }
}
