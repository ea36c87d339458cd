package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The options of an endpoint, checked, as the client of a consumer takes them.
 *
 * @param servers brokers that stand in for each other, at least one
 * @param clientIdPrefix what client ids begin with
 * @param timeoutSeconds how long an answer of the broker is waited for
 */
record ClientOptions(
    MqttVersion version,
    List<BrokerUrl> servers,
    Map<String, String> webSocketHeaders,
    MqttClientSslConfig tls,
    String clientIdPrefix,
    int timeoutSeconds,
    Mqtt5Connect connect,
    Mqtt5Subscribe subscribe) {

  /** So many messages of a route may be on their way through it. */
  static final int MAX_IN_FLIGHT = 100;

  private static final int MAX_TIMEOUT_SECONDS = 86_400;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static ClientOptions of(MqttEndpoint endpoint) {
    PahoOptions options = endpoint.options();
    options.requireNoneOfPaho();
    String prefix = options.text("clientId");
    Map<String, String> headers = new HashMap<>();
    Broker broker = endpoint.broker();
    if (broker.webSocketHeaders() != null) {
      broker.webSocketHeaders().forEach((name, value) -> headers.put("" + name, "" + value));
    }
    return new ClientOptions(
        endpoint.version(),
        broker.servers(),
        headers,
        Tls.read(options),
        prefix == null ? endpoint.settings().clientIdPrefix() : prefix,
        options.number("connectionTimeout", 1, MAX_TIMEOUT_SECONDS),
        connect(endpoint, options),
        Mqtt5Subscribe.builder()
            .topicFilter(endpoint.filter().text())
            .qos(qos(options, "qos"))
            .build());
  }

  private static Mqtt5Connect connect(MqttEndpoint endpoint, PahoOptions options) {
    boolean mqtt5 = endpoint.version() == MqttVersion.MQTT_5_0;
    return Mqtt5Connect.builder()
        // the client id is new each time: nobody could come back to a session that the broker keeps
        .cleanStart(true)
        .keepAlive(options.number("keepAliveInterval", 1, 65_535))
        .simpleAuth(auth(options))
        .willPublish(will(options))
        .restrictions()
        .maximumPacketSize(endpoint.settings().maxPacketSize())
        // one of MQTT 3.1.1 is not told it, and would be cut off for more
        .receiveMaximum(mqtt5 ? MAX_IN_FLIGHT : 65_535)
        .applyRestrictions()
        .build();
  }

  private static @Nullable Mqtt5SimpleAuth auth(PahoOptions options) {
    String userName = options.text("userName");
    String password = options.text("password");
    if (userName == null) {
      return null;
    }
    Mqtt5SimpleAuthBuilder.Complete auth = Mqtt5SimpleAuth.builder().username(userName);
    return password == null
        ? auth.build()
        : auth.password(password.getBytes(StandardCharsets.UTF_8)).build();
  }

  private static @Nullable Mqtt5Publish will(PahoOptions options) {
    String topic = options.text("willTopic");
    Object payload = options.get("willPayload");
    return topic == null || payload == null
        ? null
        : Mqtt5Publish.builder()
            .topic(topic)
            .payload(payload.toString().getBytes(StandardCharsets.UTF_8))
            .qos(qos(options, "willQos"))
            .retain(options.isOn("willRetained"))
            .build();
  }

  private static MqttQos qos(PahoOptions options, String name) {
    return Objects.requireNonNull(MqttQos.fromCode(options.number(name, 0, 2)));
  }

  /** How to reach a broker at an address. */
  MqttClientTransportConfig transport(BrokerUrl server, InetSocketAddress address) {
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverAddress(address)
            .socketConnectTimeout(timeoutSeconds, TimeUnit.SECONDS)
            .mqttConnectTimeout(timeoutSeconds, TimeUnit.SECONDS);
    if (server.isTls()) {
      transport.sslConfig(
          tls.extend().handshakeTimeout(timeoutSeconds, TimeUnit.SECONDS).build());
    }
    if (server.isWebSocket()) {
      String[] pathAndQuery = server.path().split("\\?", 2);
      transport.webSocketConfig(
          MqttWebSocketConfig.builder()
              .serverPath(pathAndQuery[0])
              .queryString(pathAndQuery.length > 1 ? pathAndQuery[1] : "")
              .httpHeaders(webSocketHeaders)
              .handshakeTimeout(timeoutSeconds, TimeUnit.SECONDS)
              .build());
    }
    return transport.build();
  }
}
