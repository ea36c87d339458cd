package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes without a broker, whose messages a feed has. */
class FeedTest {

  private final List<String> asked = new ArrayList<>();
  private boolean connected = true;
  private final Subscriptions subscriptions =
      new Subscriptions(
          new Feed() {
            @Override
            public boolean isConnected() {
              return connected;
            }

            @Override
            public void deliverAgain(String routeId) {
              asked.add(routeId);
            }
          });
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> routed = new ArrayList<>();

  @AfterEach
  void close() {
    camel.stop();
  }

  private void start(String scheme) throws Exception {
    MqttSettings settings = TestSettings.ofFeed(subscriptions);
    TestSettings.addComponents(camel, settings);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(scheme + ":a/+").routeId("a").process(FeedTest.this::note);
            from(scheme + ":#").routeId("all").process(FeedTest.this::note);
            from(scheme + ":a/+?brokerUrl=tcp://127.0.0.1:1").routeId("other").to("mock:none");
            from("direct:out").to(scheme + ":out");
          }
        });
    camel.start();
    subscriptions.moveTo(camel, id -> false);
  }

  private void note(Exchange exchange) {
    routed.add(
        "%s: %s=%s %s %s"
            .formatted(
                exchange.getFromRouteId(),
                exchange.getMessage().getHeader("CamelMqttTopic"),
                exchange.getMessage().getBody(String.class),
                exchange.getMessage().getHeader(SubscribingConsumer.RETAINED),
                exchange.getMessage().getHeader(Exchange.MESSAGE_TIMESTAMP)));
  }

  private void deliver(String topic, String... routeIds) {
    ByteBuffer payload = StandardCharsets.UTF_8.encode("7");
    subscriptions.deliver(new Feed.Message(topic, payload, true, 42), List.of(routeIds)::contains);
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aMessageIsDeliveredToTheRoutesThatWantIt(String scheme) throws Exception {
    start(scheme);
    deliver("a/b", "a", "all", "other");
    deliver("b", "a", "all", "other");
    deliver("a/c", "a");
    assertThat(routed)
        .containsExactly(
            "a: a/b=7 true 42", "all: a/b=7 true 42", "all: b=7 true 42", "a: a/c=7 true 42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void onlyWhoNamesABrokerConnects(String scheme) throws Exception {
    start(scheme);
    assertThat(subscriptions.pending()).containsExactly("other");
    connected = false;
    assertThat(subscriptions.pending()).containsExactly("a", "all", "other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aRouteThatIsNewOrEditedAsksForTheLastMessages(String scheme) throws Exception {
    start(scheme);
    assertThat(asked).containsExactlyInAnyOrder("a", "all");
    asked.clear();
    subscriptions.moveTo(camel, id -> id.equals("all"));
    assertThat(asked).containsExactly("all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void whatAnotherProcessHasIsForgotten(String scheme) throws Exception {
    List<String> deleted = new ArrayList<>();
    DeletionListener listener = (routeId, topic) -> deleted.add(routeId + ": " + topic);
    camel.getRegistry().bind("deletions", listener);
    start(scheme);
    subscriptions.forget("a/b");
    assertThat(deleted).containsExactly("a: a/b", "all: a/b");
    assertThat(routed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void whoPublishesMustNameABroker(String scheme) throws Exception {
    start(scheme);
    assertThatExceptionOfType(CamelExecutionException.class)
        .isThrownBy(() -> camel.createProducerTemplate().sendBody("direct:out", "7"))
        .withStackTraceContaining("expected a brokerUrl to publish to, found none");
  }
}
