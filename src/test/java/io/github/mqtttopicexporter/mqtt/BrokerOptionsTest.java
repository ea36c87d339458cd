package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which broker an endpoint connects to, and as whom. */
class BrokerOptionsTest {

  /** The options that say which broker, and as whom, as an endpoint has them in the end. */
  private record Broker(
      @Nullable String url,
      @Nullable String serverUris,
      @Nullable String userName,
      @Nullable String password,
      @Nullable Object webSocketHeaders) {

    static Broker of(Endpoint endpoint) {
      PahoOptions options = ((MqttEndpoint) endpoint).options();
      return new Broker(
          options.text("brokerUrl"),
          options.text("serverURIs"),
          options.text("userName"),
          options.text("password"),
          options.get("customWebSocketHeaders"));
    }
  }

  private final MqttSettings settings = TestSettings.of("mqtt://me:main-secret@main");
  private final SubscribingPahoComponent paho = new SubscribingPahoComponent(settings);
  private final SubscribingPahoMqtt5Component mqtt5 = new SubscribingPahoMqtt5Component(settings);
  private final DefaultCamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void addComponents() {
    camel.addComponent("paho", paho);
    camel.addComponent("paho-mqtt5", mqtt5);
  }

  @AfterEach
  void close() {
    camel.stop();
  }

  private Broker broker(String uri) {
    return Broker.of(camel.getEndpoint(uri));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho:a", "paho-mqtt5:a", "paho:a?qos=1"})
  void theMainBrokerServesByDefault(String uri) {
    assertThat(broker(uri))
        .isEqualTo(new Broker("tcp://main:1883", null, "me", "main-secret", null));
  }

  @ParameterizedTest
  @CsvSource({
    "brokerUrl=mqtts://cellar, ssl://cellar:8883, , ",
    "brokerurl=mqtt://cellar, tcp://cellar:1883, , ",
    "broker-url=mqtt://cellar, tcp://cellar:1883, , ",
    "configuration.brokerUrl=mqtt://cellar, tcp://cellar:1883, , ",
    "brokerUrl=tcp://main:1883, tcp://main:1883, , ",
    "brokerUrl=mqtt://you@cellar, tcp://cellar:1883, you, ",
    "brokerUrl=mqtt://you:s%2540s@cellar, tcp://cellar:1883, you, s@s",
    "brokerUrl=ws://you:s@cellar/mqtt, ws://cellar:80/mqtt, you, s",
    "brokerUrl=RAW(mqtt://you:s%40s@cellar), tcp://cellar:1883, you, s@s",
    "brokerUrl=mqtt://cellar&userName=you&password=s, tcp://cellar:1883, you, s",
    "brokerUrl=mqtt://you@cellar&password=s, tcp://cellar:1883, you, s",
    "brokerUrl=mqtt://cellar&userName=you, tcp://cellar:1883, you, "
  })
  void anEndpointWithABrokerOfItsOwnIsNotGivenTheCredentialsOfTheMainOne(
      String options, String url, @Nullable String userName, @Nullable String password) {
    for (String scheme : new String[] {"paho:", "paho-mqtt5:"}) {
      assertThat(broker(scheme + "a?" + options))
          .as(scheme)
          .isEqualTo(new Broker(url, null, userName, password, null));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void standInsAreBrokersOfItsOwnToo(String scheme) {
    assertThat(broker(scheme + ":a?serverURIs=mqtts://one,mqtt://two:1884"))
        .isEqualTo(new Broker("ssl://one:8883", "ssl://one:8883,tcp://two:1884", null, null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aBrokerOfTheComponentIsNotGivenTheCredentialsOfTheMainOneEither(String scheme) {
    paho.getConfiguration().setBrokerUrl("mqtt://cellar");
    mqtt5.getConfiguration().setBrokerUrl("mqtt://cellar");
    assertThat(broker(scheme + ":a"))
        .isEqualTo(new Broker("tcp://cellar:1883", null, null, null, null));
    assertThat(broker(scheme + ":a?userName=you").userName()).isEqualTo("you");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void webSocketHeadersOfTheMainBrokerAreForItAlone(String scheme) {
    Properties headers = new Properties();
    headers.setProperty("Authorization", "main");
    paho.getConfiguration().setCustomWebSocketHeaders(headers);
    mqtt5.getConfiguration().setCustomWebSocketHeaders(Map.of("Authorization", "main"));
    assertThat(broker(scheme + ":a").webSocketHeaders()).isEqualTo(Map.of("Authorization", "main"));
    assertThat(broker(scheme + ":a?brokerUrl=ws://cellar").webSocketHeaders()).isNull();
  }

  @Test
  void anEndpointMayHaveCredentialsOfItsOwnForTheMainBroker() {
    assertThat(broker("paho:a?userName=you&password=s"))
        .isEqualTo(new Broker("tcp://main:1883", null, "you", "s", null));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "qos=1, true",
    "userName=you, false",
    "password=s, false",
    "brokerUrl=mqtt://cellar, false",
    "brokerUrl=mqtt://me@cellar, false",
    "brokerUrl=mqtt://main, false",
    "brokerUrl=mqtts://me@main:1883, false",
    "'serverURIs=mqtt://main,mqtt://cellar&userName=me', false"
  })
  void thePasswordOfTheFileIsForTheMainBrokerAndItsUserAlone(
      String options, boolean isGiven, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "main-secret");
    MqttSettings withFile = TestSettings.of("mqtt://me@main", file);
    camel.removeComponent("paho");
    camel.removeComponent("paho-mqtt5");
    TestSettings.addComponents(camel, withFile);
    for (String scheme : new String[] {"paho:", "paho-mqtt5:"}) {
      MqttEndpoint endpoint = (MqttEndpoint) camel.getEndpoint(scheme + "a?" + options);
      assertThat(password(ClientOptions.of(endpoint).connectNow()).equals("main-secret"))
          .as(scheme)
          .isEqualTo(isGiven);
      PahoOptions ofProducer =
          new PahoOptions(endpoint.createProducer().getEndpoint(), endpoint.options().configurer());
      assertThat("main-secret".equals(ofProducer.text("password"))).as(scheme).isEqualTo(isGiven);
    }
  }

  private static String password(Mqtt5Connect connect) {
    return connect
        .getSimpleAuth()
        .flatMap(Mqtt5SimpleAuth::getPassword)
        .map(password -> StandardCharsets.UTF_8.decode(password).toString())
        .orElse("");
  }

  static Stream<String> invalidUrls() {
    return Stream.of(
        "paho:a?brokerUrl=amqp://you:s3cret@cellar",
        "paho:a?brokerUrl=mqtt://you:s3cret",
        "paho:a?brokerUrl=mqtt://you:s3cret@cellar:0",
        "paho:a?serverURIs=mqtt://cellar,mqtt://you:s3cret@attic",
        "paho-mqtt5:a?brokerUrl=mqtt://you:s3cret@cellar/path");
  }

  @ParameterizedTest
  @MethodSource("invalidUrls")
  void anInvalidUrlIsToldWithoutItsPassword(String uri) {
    assertThatThrownBy(() -> camel.getEndpoint(uri))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsAnyOf("expected ", "port out of range", "can have a path")
        .doesNotContain("s3cret");
    assertThatThrownBy(() -> camel.getEndpoint(uri)).message().doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void noPasswordIsShown(String scheme) {
    String uri = scheme + ":a?brokerUrl=mqtt://you:s3cret@cellar&password=s3cret";

    assertThat(camel.getEndpoint(uri)).asString().doesNotContain("s3cret");
    assertThat(ClientOptions.of((MqttEndpoint) camel.getEndpoint(uri)).where())
        .isEqualTo("mqtt://cellar:1883");
    // Camel itself knows credentials in a URL that is not encoded
    assertThat(URISupport.sanitizeUri(scheme + ":a?brokerUrl=mqtt%3A%2F%2Fyou%3As3cret%40cellar"))
        .doesNotContain("s3cret");
    assertThat(URISupport.sanitizeUri(uri)).doesNotContain("s3cret");
    assertThat(URISupport.sanitizeUri("Route(r)[From[" + uri + "] -> []]"))
        .doesNotContain("s3cret");
  }
}
