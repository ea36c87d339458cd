package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.HostnameVerifier;
import org.jspecify.annotations.Nullable;

/**
 * The options of an endpoint, checked, as the client of a consumer takes them.
 *
 * @param servers brokers that stand in for each other; none if a {@link Feed} has the messages
 * @param hostnameVerifier null to have certificates be of the broker's host name
 * @param timeoutSeconds how long an answer of the broker is waited for
 * @param passwordFile the password that {@code connect} lacks
 */
record ClientOptions(
    MqttVersion version,
    List<BrokerUrl> servers,
    Map<String, String> webSocketHeaders,
    @Nullable HostnameVerifier hostnameVerifier,
    String clientIdPrefix,
    int timeoutSeconds,
    TlsFiles tls,
    Optional<PasswordFile> passwordFile,
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
    Object headers = Objects.requireNonNullElse(options.get("customWebSocketHeaders"), Map.of());
    HostnameVerifier own = (HostnameVerifier) options.get("sslHostnameVerifier");
    return new ClientOptions(
        endpoint.version(),
        options.servers(),
        ((Map<?, ?>) headers)
            .entrySet().stream()
                .collect(Collectors.toMap(e -> "" + e.getKey(), e -> "" + e.getValue())),
        options.isOn("httpsHostnameVerificationEnabled")
            ? null
            : Objects.requireNonNullElse(own, (host, session) -> true),
        Objects.requireNonNullElse(options.text("clientId"), endpoint.settings().clientIdPrefix()),
        options.number("connectionTimeout", 1, MAX_TIMEOUT_SECONDS),
        endpoint.settings().tls(),
        endpoint.passwordFile(),
        connect(options, endpoint),
        Mqtt5Subscribe.builder().topicFilter(endpoint.getTopic()).qos(qos(options, "qos")).build());
  }

  private static Mqtt5Connect connect(PahoOptions options, MqttEndpoint endpoint) {
    return Mqtt5Connect.builder()
        // the client id is new each time: nobody could come back to a session that the broker keeps
        .cleanStart(true)
        .keepAlive(options.number("keepAliveInterval", 1, 65_535))
        .simpleAuth(auth(options.text("userName"), options.text("password")))
        .willPublish(will(options))
        .restrictions()
        .maximumPacketSize(endpoint.settings().maxPacketSize())
        // a broker of MQTT 3.1.1 is not told it, and would be cut off for more
        .receiveMaximum(endpoint.version() == MqttVersion.MQTT_5_0 ? MAX_IN_FLIGHT : 65_535)
        .applyRestrictions()
        .build();
  }

  private static @Nullable Mqtt5SimpleAuth auth(
      @Nullable String userName, @Nullable String password) {
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

  /** What is said to the broker, with the password that its file has now. */
  Mqtt5Connect connectNow() {
    if (passwordFile.isEmpty()) {
      return connect;
    }
    MqttUtf8String user =
        connect.getSimpleAuth().flatMap(Mqtt5SimpleAuth::getUsername).orElseThrow();
    return connect.extend().simpleAuth(auth(user.toString(), passwordFile.get().read())).build();
  }

  /** Where the brokers are, without credentials. */
  String where() {
    return servers.stream().map(BrokerUrl::toString).collect(Collectors.joining(","));
  }

  /**
   * How to reach a broker. Its address is looked up, which may take a while.
   *
   * @throws IOException if there is no such host
   */
  MqttClientTransportConfig transport(BrokerUrl server)
      throws IOException, GeneralSecurityException {
    return MqttClientTransportConfig.builder()
        .serverAddress(server.address())
        .socketConnectTimeout(timeoutSeconds, TimeUnit.SECONDS)
        .mqttConnectTimeout(timeoutSeconds, TimeUnit.SECONDS)
        .sslConfig(server.isTls() ? ssl() : null)
        .webSocketConfig(server.isWebSocket() ? webSocket(server.path()) : null)
        .build();
  }

  private MqttWebSocketConfig webSocket(String path) {
    String[] pathAndQuery = (path + "?").split("\\?", 3);
    return MqttWebSocketConfig.builder()
        .serverPath(pathAndQuery[0])
        .queryString(pathAndQuery[1])
        .httpHeaders(webSocketHeaders)
        .handshakeTimeout(timeoutSeconds, TimeUnit.SECONDS)
        .build();
  }

  private MqttClientSslConfig ssl() throws IOException, GeneralSecurityException {
    return MqttClientSslConfig.builder()
        .trustManagerFactory(tls.trust())
        .keyManagerFactory(tls.keys())
        .hostnameVerifier(hostnameVerifier)
        .handshakeTimeout(timeoutSeconds, TimeUnit.SECONDS)
        .build();
  }
}
