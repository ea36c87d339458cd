package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import java.nio.charset.StandardCharsets;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of camel-paho: what a consumer does with them, and which it refuses. */
@ParameterizedClass
@ValueSource(strings = {"paho", "paho-mqtt5"})
class PahoOptionsTest {

  private final String scheme;
  private final DefaultCamelContext camel = new DefaultCamelContext();

  PahoOptionsTest(String scheme) {
    this.scheme = scheme;
    MqttSettings settings = TestSettings.of("mqtt://main");
    TestSettings.addComponents(camel, settings);
  }

  @AfterEach
  void close() {
    camel.stop();
  }

  private MqttEndpoint endpoint(String options) {
    return (MqttEndpoint) camel.getEndpoint(scheme + ":a?" + options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "automaticReconnect=false",
        "executorServiceTimeout=2",
        "filePersistenceDirectory=/tmp",
        "manualAcksEnabled=true",
        "maxReconnectDelay=1",
        "persistence=FILE"
      })
  void whatOnlyPahosClientDoesIsRefusedByName(String option) throws Exception {
    MqttEndpoint endpoint = endpoint(option);
    assertThatThrownBy(() -> endpoint.createConsumer(exchange -> {}))
        .hasMessage(
            option.replaceFirst("=.*", "")
                + " is not supported in a from: the receiving client is not Paho's (clean sessions,"
                + " --mqtt.max-backoff)");
    assertThat(endpoint.createProducer()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "paho, cleanSession=false",
    "paho, maxInflight=11",
    "paho, mqttVersion=3",
    "paho-mqtt5, cleanStart=false",
    "paho-mqtt5, receiveMaximum=1",
    "paho-mqtt5, sessionExpiryInterval=1"
  })
  void whatOneVersionHasIsRefusedByNameToo(String version, String option) {
    assertThatThrownBy(
            () -> camel.getEndpoint(version + ":a?" + option).createConsumer(exchange -> {}))
        .hasMessageStartingWith(option.replaceFirst("=.*", "") + " is not supported");
  }

  @Test
  void whatAsksForNothingElseIsTaken() throws Exception {
    assertThat(endpoint("automaticReconnect=true&persistence=MEMORY").createConsumer(e -> {}))
        .isNotNull();
    assertThat(camel.getEndpoint("paho:a?mqttVersion=4").createConsumer(e -> {})).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "keepAliveInterval, 30s",
    "keepAliveInterval, abc",
    "keepAliveInterval, -1",
    "keepalive-interval, 30s",
    "connectionTimeout, 1m",
    "qos, abc",
    "willQos, two"
  })
  void aNumberIsAWholeNumber(String option, String value) {
    assertThatThrownBy(() -> endpoint(option + "=" + value))
        .rootCause()
        .message()
        .startsWith("expected a whole number as ")
        .doesNotContain(value);
  }

  @ParameterizedTest
  @CsvSource({
    "keepAliveInterval=0, expected a keepAliveInterval of 1 to 65535: found 0",
    "keepAliveInterval=65536, expected a keepAliveInterval of 1 to 65535: found 65536",
    "connectionTimeout=0, expected a connectionTimeout of 1 to 86400: found 0",
    "willTopic=w&willPayload=x&willQos=3, 'expected a willQos of 0, 1 or 2: found 3'"
  })
  void aNumberIsWithinItsLimits(String options, String message) {
    assertThatThrownBy(() -> endpoint(options).createConsumer(exchange -> {}))
        .hasMessage(message.replace(": found ", ", found \"") + "\"");
  }

  @Test
  void aQualityOfServiceIsOneOfThree() {
    assertThatThrownBy(() -> endpoint("qos=3"))
        .rootCause()
        .hasMessage("expected a qos of 0, 1 or 2, found \"3\"");
  }

  @Test
  void whatAConsumerIsToldOfItGoesToTheBroker() {
    ClientOptions options =
        ClientOptions.of(
            endpoint(
                "keepAliveInterval=7&connectionTimeout=8&clientId=attic&qos=1&userName=me"
                    + "&willTopic=gone&willPayload=über&willQos=1&willRetained=true"));

    assertThat(options.timeoutSeconds()).isEqualTo(8);
    assertThat(options.clientIdPrefix()).isEqualTo("attic");
    assertThat(options.subscribe().getSubscriptions().get(0).getQos())
        .isEqualTo(MqttQos.AT_LEAST_ONCE);
    Mqtt5Connect connect = options.connect();
    assertThat(connect.getKeepAlive()).isEqualTo(7);
    assertThat(connect.isCleanStart()).isTrue();
    assertThat(connect.getSimpleAuth().orElseThrow().getUsername()).hasToString("Optional[me]");
    assertThat(connect.getSimpleAuth().orElseThrow().getPassword()).isEmpty();
    assertThat(connect.getWillPublish().orElseThrow())
        .satisfies(
            will -> {
              assertThat(will.getTopic()).hasToString("gone");
              assertThat(will.getPayloadAsBytes())
                  .isEqualTo("über".getBytes(StandardCharsets.UTF_8));
              assertThat(will.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
              assertThat(will.isRetain()).isTrue();
            });
  }

  @Test
  void certificatesAreOfTheHostNameUnlessTheUserSaysOtherwise() {
    assertThat(ClientOptions.of(endpoint("qos=0")).hostnameVerifier()).isNull();
    assertThat(ClientOptions.of(endpoint("httpsHostnameVerificationEnabled=false")))
        .extracting(ClientOptions::hostnameVerifier)
        .isNotNull();
  }
}
