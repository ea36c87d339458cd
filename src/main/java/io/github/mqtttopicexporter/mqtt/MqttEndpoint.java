package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.MultipleConsumersSupport;

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
    return new PahoOptions(this, (WholeNumbers<?>) getComponent().getEndpointPropertyConfigurer());
  }

  /**
   * Sets the options, and checks them. A broker that they name is not given the credentials of the
   * component, and only that of {@code --mqtt.server} those of its URL.
   *
   * @return this
   * @throws IllegalArgumentException with what was expected and what was found, without credentials
   */
  default Endpoint configured(Map<String, Object> parameters) {
    PahoOptions options = options();
    Map<String, Object> ofComponent = options.takeBroker();
    configureProperties(parameters);
    if (options.servers().isEmpty()) {
      ofComponent.forEach(options::setIfNone);
    }
    List<BrokerUrl> servers = options.servers();
    if (options.text("serverURIs") != null) {
      options.set(
          "serverURIs", servers.stream().map(BrokerUrl::url).collect(Collectors.joining(",")));
      options.setIfNone("brokerUrl", servers.get(0).url()); // Paho wants one in any case
    }
    String url = options.text("brokerUrl");
    BrokerUrl server = url == null ? settings().server() : BrokerUrl.parse(url);
    options.set("brokerUrl", server.url());
    options.setIfNone("userName", server.userName());
    options.setIfNone("password", server.password());
    options.number("qos", 0, 2);
    filter();
    return this;
  }
}
