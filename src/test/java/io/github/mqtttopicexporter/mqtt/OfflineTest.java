package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of a context that does not receive: consumers and deliveries. */
class OfflineTest {

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<String> routed = new ArrayList<>();

  @AfterEach
  void close() {
    camel.stop();
  }

  private void start(int port, String... froms) throws Exception {
    MqttSettings settings = TestSettings.of("mqtt://127.0.0.1:" + port);
    TestSettings.addComponents(camel, settings);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            for (String from : froms) {
              from(from)
                  .routeId(from.substring(from.indexOf(':') + 1))
                  .process(OfflineTest.this::note);
            }
          }
        });
    camel.start();
  }

  private void note(Exchange exchange) {
    routed.add(
        exchange.getMessage().getHeader("CamelMqttTopic")
            + "="
            + exchange.getMessage().getBody(String.class)
            + " "
            + exchange.getMessage().getHeader(SubscribingConsumer.RETAINED));
  }

  private List<String> deliver(String topic, String payload) {
    return OfflineMessages.deliver(camel, topic, payload.getBytes(StandardCharsets.UTF_8), false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void routesRunAndNothingConnects(String scheme) throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      broker.setSoTimeout(1_000);
      start(broker.getLocalPort(), scheme + ":a/+");
      assertThat(deliver("a/b", "7")).containsExactly("a/+");
      assertThat(routed).containsExactly("a/b=7 false");
      assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aMessageIsDeliveredToEveryMatchingRoute(String scheme) throws Exception {
    start(1, scheme + ":$share/g/a/#", scheme + ":a/b", scheme + ":c/#");
    assertThat(deliver("a/b", "7")).containsExactlyInAnyOrder("$share/g/a/#", "a/b");
    assertThat(deliver("$share/g/a/b", "7")).isEmpty();
    assertThat(deliver("d", "7")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void severalRoutesMayTakeTheMessagesOfOneFilter(String scheme) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(scheme + ":a/+").routeId("other").process(OfflineTest.this::note);
          }
        });
    start(1, scheme + ":a/+");
    assertThat(deliver("a/b", "7")).containsExactlyInAnyOrder("a/+", "other");
    assertThat(routed).containsExactly("a/b=7 false", "a/b=7 false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void anEmptyMessageIsADeletionForThoseWhoListen(String scheme) throws Exception {
    List<String> deleted = new ArrayList<>();
    DeletionListener listener = (routeId, topic) -> deleted.add(topic);
    camel.getRegistry().bind("deletions", listener);
    start(1, scheme + ":a/+");
    assertThat(deliver("a/b", "")).containsExactly("a/+");
    assertThat(deliver("a/c", "7")).containsExactly("a/+");
    assertThat(deleted).containsExactly("a/b");
    assertThat(routed).containsExactly("a/c=7 false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void anEmptyMessageIsOneLikeAnyOtherWhereNobodyListens(String scheme) throws Exception {
    start(1, scheme + ":a/+");
    assertThat(deliver("a/b", "")).containsExactly("a/+");
    assertThat(routed).containsExactly("a/b= false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/+", "#", "a\0"})
  void noMessageHasAWildcardForATopic(String topic) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deliver(topic, "7"))
        .withMessage("expected a topic without + and #, found \"" + topic + "\"");
  }
}
