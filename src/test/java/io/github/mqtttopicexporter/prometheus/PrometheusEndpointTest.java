package io.github.mqtttopicexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.RejectedException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that come and go with their routes, in a context that runs. */
class PrometheusEndpointTest {

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);

  @BeforeEach
  void start() {
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
    context.getComponent("prometheus", PrometheusComponent.class).describeMetrics();
  }

  private void remove(String id) throws Exception {
    context.getRouteController().stopRoute(id);
    assertThat(context.removeRoute(id)).isTrue();
  }

  private void send(String id, Object body) {
    context.createProducerTemplate().sendBody("direct:" + id, body);
  }

  /** The help of the first metric, and all series. */
  private String scrape() {
    SeriesStore.Lines first = store.scrape(null);
    return first == null ? "" : first.metric().help() + "\n" + Scrape.series(store);
  }

  @Test
  void aRemovedRouteTakesItsDescriptionWithIt() throws Exception {
    add("a", "prometheus:x_total?type=counter&help=one");
    send("a", 1);
    remove("a");
    assertThat(store.size()).isEqualTo(1);

    add("b", "prometheus:x_total?type=counter&help=another");
    assertThat(scrape()).isEqualTo("another\nx_total 1\n");
    remove("b");

    add("c", "prometheus:x");
    assertThat(store.size()).isZero();
    send("c", -1);
    assertThat(scrape()).endsWith("\nx -1\n");
  }

  @Test
  void aMessageThatWasPublishedLongAgoMakesNoSeries() throws Exception {
    add("a", "prometheus:x?retainTime=1m");
    long now = System.currentTimeMillis();
    sendPublishedAt(now - 60_000);
    assertThat(store.size()).isZero();
    sendPublishedAt(now + 60_000); // the clock of another machine
    assertThat(store.size()).isEqualTo(1);
  }

  private void sendPublishedAt(long millis) {
    context
        .createProducerTemplate()
        .sendBodyAndHeader("direct:a", 1, Exchange.MESSAGE_TIMESTAMP, millis);
  }

  @Test
  void anEndpointOfTwoRoutesStaysWithTheSecond() throws Exception {
    add("a", "prometheus:x?help=one");
    add("b", "prometheus:x?help=one");
    remove("a");
    assertThatExceptionOfType(FailedToCreateRouteException.class)
        .isThrownBy(() -> add("c", "prometheus:x?help=another"))
        .withRootCauseInstanceOf(RejectedException.class);
    send("b", 2);
    assertThat(scrape()).startsWith("one\n");
  }

  @Test
  void anEndpointMayLeaveOutHelpAndUnit() throws Exception {
    add("a", "prometheus:t_celsius?help=Heat&unit=celsius");
    add("b", "prometheus:t_celsius");
    send("b", 1);
    send("a", 1);
    assertThat(scrape()).isEqualTo("Heat\nt_celsius 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          prometheus:t_celsius?type=unknown           , 'expected one type for t_celsius, found "gauge" and "unknown"'
          prometheus:t_celsius?help=Cold              , 'expected one help for t_celsius, found "Heat" and "Cold"'
          prometheus:t_celsius_total?type=counter     , 'expected one type for t_celsius, found "gauge" and "counter"'
          """)
  void endpointsMustNotContradictEachOther(String uri, String message) throws Exception {
    add("a", "prometheus:t_celsius?help=Heat&unit=celsius");
    assertThatExceptionOfType(FailedToCreateRouteException.class)
        .isThrownBy(() -> add("b", uri))
        .havingRootCause()
        .withMessage(message);
  }

  @Test
  void aRouteThatStopsAndStartsGoesOn() throws Exception {
    add("a", "prometheus:x?help=one");
    context.getRouteController().stopRoute("a");
    context.getRouteController().startRoute("a");
    send("a", 3);
    assertThat(scrape()).isEqualTo("one\nx 3\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesMayBeJavaObjects(boolean list) throws Exception {
    add("a", "prometheus:samples?values=binary");
    Map<String, Object> sample =
        Map.of("name", "x", "value", true, "labels", Map.of("a", 1, "b", 2.5));
    context.createProducerTemplate().sendBody("direct:a", list ? List.of(sample) : sample);
    assertThat(scrape()).contains("x{a=\"1\",b=\"2.5\"} 1\n");
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
    assertThat(scrape()).contains("x{a=\"\ufffd\"} 1\n", "x{a=\"b\ud801\udc00\"} 1\n");
  }

  @Test
  void halfACharacterOfAHeaderIsReplaced() throws Exception {
    add("a", "prometheus:x?label.a=${header.a}");
    context.createProducerTemplate().sendBodyAndHeader("direct:a", 1, "a", "\ud800");
    assertThat(scrape()).contains("x{a=\"\ufffd\"} 1\n");
  }

  @Test
  void anEmptyBodyIsNothing() throws Exception {
    add("a", "prometheus:x");
    assertThatExceptionOfType(CamelExecutionException.class)
        .isThrownBy(() -> send("a", new byte[0]))
        .havingRootCause()
        .withMessage("expected a number, found nothing");
  }

  @Test
  void anExpressionThatFailsNamesItsOption() throws Exception {
    add("a", "prometheus:x?label.room=${body.nothere}&label.place=cellar");
    assertThatExceptionOfType(CamelExecutionException.class)
        .isThrownBy(() -> send("a", 1))
        .havingRootCause()
        .isInstanceOf(RejectedException.class)
        .withMessageStartingWith("label.room: Method with name: nothere not found");
  }

  @Test
  void aStreamIsReadAsText() throws Exception {
    add("a", "prometheus:x?values=binary");
    send("a", new ByteArrayInputStream("on\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(scrape()).endsWith("x 1\n");
  }
}
