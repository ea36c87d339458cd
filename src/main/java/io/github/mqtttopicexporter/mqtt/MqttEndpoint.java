package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Message;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Producer;

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
   * The password of the user of {@code --mqtt.server}, if that is who connects, and to it alone.
   */
  default Optional<PasswordFile> passwordFile() {
    PahoOptions options = options();
    BrokerUrl server = settings().server();
    return settings()
        .passwordFile()
        .filter(
            file ->
                server != null
                    && server.url().equals(options.text("brokerUrl"))
                    && options.text("serverURIs") == null
                    && Objects.equals(server.userName(), options.text("userName"))
                    && options.text("password") == null);
  }

  /**
   * Gives the endpoint of a producer, which is Camel's, what the files have now.
   *
   * @param copy an endpoint with the same options
   */
  default Producer producer(Endpoint copy) throws Exception {
    PahoOptions options = new PahoOptions(copy, options().configurer());
    passwordFile().ifPresent(file -> options.set("password", file.read()));
    String url = options.text("brokerUrl");
    if (url == null) {
      throw new IllegalArgumentException("expected a brokerUrl to publish to, found none");
    }
    boolean isTls = BrokerUrl.parse(url).isTls();
    if (isTls && options.text("sslClientProps") == null) {
      options.setIfNone("socketFactory", settings().tls().sockets());
    }
    return copy.createProducer();
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
    if (server != null) {
      options.set("brokerUrl", server.url());
      options.setIfNone("userName", server.userName());
      options.setIfNone("password", server.password());
    }
    options.number("qos", 0, 2);
    filter();
    return this;
  }
}
