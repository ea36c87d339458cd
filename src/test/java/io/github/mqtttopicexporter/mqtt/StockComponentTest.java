package io.github.mqtttopicexporter.mqtt;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Example;
import io.github.mqtttopicexporter.testing.Mosquitto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.component.paho.PahoComponent;
import org.apache.camel.component.paho.PahoMessage;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RoutePolicySupport;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route sees of a message is what camel-paho's own consumers hand to it. */
class StockComponentTest {

  /** A message at the beginning of a route. */
  private record Arrived(String kind, Map<String, Object> headers, String body, String original) {

    static Arrived of(Exchange exchange) {
      Message message = exchange.getIn();
      Map<String, Object> headers = new HashMap<>(message.getHeaders());
      headers.remove(SubscribingConsumer.RETAINED); // which is ours
      headers.computeIfPresent(
          PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES,
          (name, properties) -> text((MqttProperties) properties));
      assertThat(message.getBody()).isInstanceOf(byte[].class);
      return new Arrived(
          message.getClass().getName(), headers, message.getBody(String.class), original(message));
    }

    private static String original(Message message) {
      if (message instanceof PahoMessage paho) {
        return text(paho.getMqttMessage().getPayload())
            + paho.getMqttMessage().getQos()
            + paho.getMqttMessage().isRetained();
      }
      PahoMqtt5Message paho = (PahoMqtt5Message) message;
      return text(paho.getMqttMessage().getPayload())
          + paho.getMqttMessage().getQos()
          + paho.getMqttMessage().isRetained()
          + text(paho.getMqttMessage().getProperties());
    }

    private static String text(byte[] payload) {
      return new String(payload, StandardCharsets.UTF_8);
    }

    private static String text(MqttProperties properties) {
      return properties.getContentType()
          + properties.getMessageExpiryInterval()
          + properties.getResponseTopic()
          + properties.getUserProperties();
    }
  }

  /** Not those that publish: each of the two would hear the other one too. */
  private static List<Path> files() {
    return Example.files().stream().filter(file -> !file.endsWith("republish.camel.yaml")).toList();
  }

  @Test
  void theShippedRoutesSeeTheSame(@TempDir Path directory) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      broker.publish("garage/door", "1", true);
      MqttSettings settings = TestSettings.of("mqtt://127.0.0.1:" + broker.port());
      Map<String, List<Arrived>> ours = new ConcurrentHashMap<>();
      Map<String, List<Arrived>> stock = new ConcurrentHashMap<>();
      try (DefaultCamelContext withOurs =
              context(
                  ours,
                  new SubscribingPahoComponent(settings),
                  new SubscribingPahoMqtt5Component(settings));
          DefaultCamelContext withStock =
              context(stock, stockPaho(broker.port()), stockMqtt5(broker.port()))) {
        withOurs.start();
        settings.subscriptions().moveTo(withOurs, route -> false);
        withStock.start();
        await().until(() -> settings.subscriptions().pending().isEmpty());
        for (Path file : files()) {
          for (Example example : Example.of(file)) {
            broker.publish(example.topic(), example.payload(), false);
          }
        }
        broker.publish("garage/door", "end", false);
        await()
            .untilAsserted(
                () -> {
                  assertThat(String.valueOf(stock.get("retained-accept"))).contains("end");
                  stock.forEach((route, all) -> assertThat(ours.get(route)).isEqualTo(all));
                  assertThat(ours).hasSameSizeAs(stock);
                });
      }
      assertThat(ours).hasSizeGreaterThan(10);
    }
  }

  private static PahoComponent stockPaho(int port) {
    PahoComponent component = new PahoComponent();
    component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:" + port);
    component.getConfiguration().setQos(0);
    return component;
  }

  private static PahoMqtt5Component stockMqtt5(int port) {
    PahoMqtt5Component component = new PahoMqtt5Component();
    component.getConfiguration().setBrokerUrl("tcp://127.0.0.1:" + port);
    component.getConfiguration().setQos(0);
    return component;
  }

  /** The shipped routes, but for those of other brokers, with all that they send on dropped. */
  private static DefaultCamelContext context(
      Map<String, List<Arrived>> arrived, Component paho, Component mqtt5) throws Exception {
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.addComponent("paho", paho);
    camel.addComponent("paho-mqtt5", mqtt5);
    Component drop =
        new DefaultComponent() {
          @Override
          protected Endpoint createEndpoint(
              String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
              @Override
              public Producer createProducer() {
                return new DefaultProducer(this) {
                  @Override
                  public void process(Exchange exchange) {
                    // it goes no further
                  }
                };
              }

              @Override
              public Consumer createConsumer(Processor processor) {
                throw new UnsupportedOperationException();
              }
            };
          }
        };
    camel.addComponent("prometheus", drop);
    camel.addComponent("micrometer", drop);
    camel.addRoutePolicyFactory(
        (context, routeId, route) ->
            new RoutePolicySupport() {
              @Override
              public void onExchangeBegin(Route begun, Exchange exchange) {
                if (begun.getEndpoint().getEndpointUri().startsWith("paho")) {
                  arrived
                      .computeIfAbsent(begun.getId(), id -> new CopyOnWriteArrayList<>())
                      .add(Arrived.of(exchange));
                }
              }
            });
    for (Path file : files()) {
      // both take each message
      String routes = Files.readString(file).replace("$share/exporters/", "");
      if (file.toString().contains("examples") && !routes.contains("brokerUrl")) {
        PluginHelper.getRoutesLoader(camel)
            .loadRoutes(ResourceHelper.fromString(file.getFileName().toString(), routes));
      }
    }
    return camel;
  }
}
