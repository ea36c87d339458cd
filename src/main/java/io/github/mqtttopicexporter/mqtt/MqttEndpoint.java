package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.MultipleConsumersSupport;
import org.jspecify.annotations.Nullable;

/** What the endpoints of both versions of MQTT do alike. */
interface MqttEndpoint extends Endpoint, MultipleConsumersSupport {

  MqttVersion version();

  MqttSettings settings();

  String getTopic();

  /** A message as camel-paho's own consumer hands it to its route, without body and headers. */
  Message message(Mqtt5Publish publish, byte[] payload);

  /** Each consumer subscribes for itself: several routes may take the messages of one filter. */
  @Override
  default boolean isMultipleConsumersSupported() {
    return true;
  }

  default TopicFilter filter() {
    return new TopicFilter(getTopic());
  }

  default PahoOptions options() {
    return new PahoOptions(this, getComponent().getEndpointPropertyConfigurer());
  }

  /** The options that say which broker, and as whom. */
  default Broker broker() {
    PahoOptions options = options();
    return new Broker(
        options.text("brokerUrl"),
        options.text("serverURIs"),
        options.text("userName"),
        options.text("password"),
        (Map<?, ?>) options.get("customWebSocketHeaders"));
  }

  private void setBroker(@Nullable Broker broker) {
    PahoOptions options = options();
    options.set("brokerUrl", broker == null ? null : broker.url());
    options.set("serverURIs", broker == null ? null : broker.serverUris());
    options.set("userName", broker == null ? null : broker.userName());
    options.set("password", broker == null ? null : broker.password());
    options.set("customWebSocketHeaders", broker == null ? null : broker.webSocketHeaders());
  }

  /** The broker that the component names; what is set after this is the endpoint's own. */
  default Broker takeMainBroker() {
    Broker main = broker().orElse(Broker.of(settings().server()));
    setBroker(null);
    return main;
  }

  /**
   * Adds what the options of the endpoint leave to the main broker, and checks them.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  default void complete(Broker main) {
    filter();
    setBroker(broker().orElse(main));
    options().number("qos", 0, 2);
  }
}
