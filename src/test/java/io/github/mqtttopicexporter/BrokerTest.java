package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.IAuthorizatorPolicy;
import io.moquette.broker.subscriptions.Topic;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A real broker in this JVM: absent, killed, restarted, refusing. */
class BrokerTest {

  private static final String USER = "alice";
  private static final String PASSWORD = "p@s:s%/+w{{x}}";

  private final int port = TestExporter.freePort();
  private @Nullable Server broker;
  private volatile boolean passwordsAccepted = true;
  private volatile boolean subscriptionsGranted = true;
  private final int webSocketPort = TestExporter.freePort();
  private final Seen seen = new Seen();

  /** What the broker was sent. */
  private static final class Seen extends AbstractInterceptHandler {

    private final List<InterceptConnectMessage> connects = new CopyOnWriteArrayList<>();
    private final List<InterceptSubscribeMessage> subscribes = new CopyOnWriteArrayList<>();

    @Override
    public String getID() {
      return "seen";
    }

    @Override
    public void onConnect(InterceptConnectMessage message) {
      connects.add(message);
    }

    @Override
    public void onSubscribe(InterceptSubscribeMessage message) {
      subscribes.add(message);
    }

    @Override
    public void onSessionLoopError(Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  private void startBroker() throws IOException {
    Properties properties = new Properties();
    properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
    properties.setProperty(IConfig.PORT_PROPERTY_NAME, String.valueOf(port));
    properties.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, String.valueOf(webSocketPort));
    properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    properties.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
    Server server = new Server();
    server.startServer(
        new MemoryConfig(properties),
        List.of(seen),
        null,
        (clientId, user, password) ->
            passwordsAccepted
                && USER.equals(user)
                && PASSWORD.equals(new String(password, StandardCharsets.UTF_8)),
        new IAuthorizatorPolicy() {
          @Override
          public boolean canWrite(Topic topic, String user, String client) {
            return true;
          }

          @Override
          public boolean canRead(Topic topic, String user, String client) {
            return subscriptionsGranted;
          }
        });
    broker = server;
  }

  @AfterEach
  void stopBroker() {
    if (broker != null) {
      broker.stopServer();
      broker = null;
    }
  }

  private TestExporter startExporter(String... flags) {
    return TestExporter.start(
        Stream.concat(
                Stream.of(
                    "--mqtt.server=mqtt://alice:p%40s%3As%25%2F%2Bw%7B%7Bx%7D%7D@127.0.0.1:" + port,
                    "--mqtt.max-backoff=1"),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private void publish(String topic, String payload, boolean retained) throws MqttException {
    new Publisher("tcp://127.0.0.1:" + port).publish(topic, payload, retained);
  }

  private static void awaitReady(TestExporter exporter) {
    await().atMost(Duration.ofSeconds(20)).until(() -> exporter.status("/-/ready") == 200);
  }

  private static void awaitNotReady(TestExporter exporter) {
    await().atMost(Duration.ofSeconds(20)).until(() -> exporter.status("/-/ready") == 503);
  }

  private void awaitMessages(TestExporter exporter, String topic) throws MqttException {
    publish(topic, "42.5", false);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(exporter.scrape()).contains("{topic=\"" + topic + "\"} 42.5\n"));
  }

  @Test
  void aBrokerThatComesLateIsSubscribedTo() throws Exception {
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      awaitNotReady(exporter);
      startBroker();
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void aBrokerThatComesBackIsSubscribedToAgain() throws Exception {
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      stopBroker();
      awaitNotReady(exporter);
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      startBroker();
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void seriesExpireWhileTheBrokerIsAway() throws Exception {
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
      stopBroker();
      awaitNotReady(exporter);
      assertThat(exporter.scrape()).contains("mqtt_topic{");
      exporter.advance(Duration.ofMinutes(1));
      assertThat(exporter.scrape()).isEmpty();
    }
  }

  @Test
  void aRefusedPasswordIsTriedAgain() throws Exception {
    passwordsAccepted = false;
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitNotReady(exporter);
      passwordsAccepted = true;
      awaitReady(exporter);
    }
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() throws Exception {
    subscriptionsGranted = false;
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitNotReady(exporter);
      subscriptionsGranted = true;
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void aSubscriptionRefusedAfterAReconnectIsTriedAgain() throws Exception {
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      stopBroker();
      subscriptionsGranted = false;
      startBroker();
      awaitNotReady(exporter);
      subscriptionsGranted = true;
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void anOutageIsToldWithItsReason() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    subscriptionsGranted = false;
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=a", "--log.level=info")) {
      Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.paho");
      logger.addAppender(lines);
      awaitLine(
          lines,
          "cannot subscribe to a at tcp://127.0.0.1:"
              + port
              + ": the broker refused the subscription; trying again");
      subscriptionsGranted = true;
      awaitLine(lines, "subscribed to a at tcp://127.0.0.1:" + port);
      stopBroker();
      awaitLine(
          lines,
          "lost the connection to tcp://127.0.0.1:" + port + ": the broker closed the connection");
      awaitLine(
          lines,
          "cannot subscribe to a at tcp://127.0.0.1:"
              + port
              + ": Connection refused; trying again");
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      logger.detachAppender(lines);
    }
  }

  private static void awaitLine(ListAppender<ILoggingEvent> lines, String line) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(List.copyOf(lines.list))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .contains("mqtt-topic-1: " + line));
  }

  @Test
  void twentyFiltersConnectSideBySide() throws Exception {
    String filters = String.join(",", IntStream.range(0, 20).mapToObj(i -> "many/" + i).toList());
    try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        TestExporter exporter = startExporter("--mqtt.topic=" + filters)) {
      silent.setSoTimeout(10_000);
      for (int i = 0; i < 20; i++) {
        // none of them is answered, and the next one comes
        assertThat(silent.accept().isConnected()).isTrue();
      }
      assertThat(exporter.status("/metrics")).isEqualTo(200);
    }
  }

  @Test
  void aBrokerThatNeverAnswersIsTriedAgain() throws Exception {
    try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        TestExporter exporter =
            startExporter(
                "--routes=routes/*.camel.yaml",
                "--routes=src/test/resources/routes/impatient.camel.yaml")) {
      silent.setSoTimeout(20_000);
      try (Socket first = silent.accept();
          Socket second = silent.accept()) {
        assertThat(first.getPort()).isNotEqualTo(second.getPort());
      }
      assertThat(exporter.status("/-/ready")).isEqualTo(503);
    }
  }

  @Test
  void twentyFiltersAreSubscribedTo() throws Exception {
    startBroker();
    String filters = String.join(",", IntStream.range(0, 20).mapToObj(i -> "many/" + i).toList());
    try (TestExporter exporter = startExporter("--mqtt.topic=" + filters)) {
      awaitReady(exporter);
      for (int i = 0; i < 20; i++) {
        awaitMessages(exporter, "many/" + i);
      }
    }
  }

  @Test
  void everyValidFilterReachesTheBrokerAsItIs() throws Exception {
    List<String> topics =
        List.of("a?b", "//a", "a b", "größe/温度", "%41", "a&b=c", "{{x}}", "${x}", "$SYS/x", "a:b");
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=" + String.join(",", topics))) {
      awaitReady(exporter);
      for (String topic : topics) {
        if (!topic.startsWith("$SYS")) { // only a broker publishes there
          awaitMessages(exporter, topic);
        }
      }
    }
  }

  @Test
  void webSocketsServeToo() throws Exception {
    startBroker();
    String server = "--mqtt.server=ws://alice:p%40s%3As%25%2F%2Bw%7B%7Bx%7D%7D@127.0.0.1:";
    try (TestExporter exporter =
        startExporter(server + webSocketPort + "/mqtt", "--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void everyConnectionIsACleanSessionOfItsOwn() throws Exception {
    startBroker();
    try (TestExporter one = startExporter("--mqtt.topic=a,b", "--mqtt.client-id=garden");
        TestExporter other = startExporter("--mqtt.topic=a", "--mqtt.client-id=garden")) {
      awaitReady(one);
      awaitReady(other);
      assertThat(seen.connects)
          .hasSize(3)
          .allMatch(connect -> connect.getClientID().matches("garden-[0-9a-f]{8}"))
          .allMatch(InterceptConnectMessage::isCleanSession);
      assertThat(seen.connects.stream().map(InterceptConnectMessage::getClientID))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theQualityOfServiceIsASetting() throws Exception {
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=a", "--mqtt.qos=1")) {
      awaitReady(exporter);
      assertThat(seen.subscribes)
          .extracting(InterceptSubscribeMessage::getRequestedQos)
          .containsExactly(MqttQoS.AT_LEAST_ONCE);
    }
  }

  @Test
  void aRetainedMessageCountsLikeAnyOther() throws Exception {
    startBroker();
    publish("/home/sensor/temp", "7", true);
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(exporter.scrape())
                      .contains("mqtt_topic{topic=\"/home/sensor/temp\"} 7.0\n"));
    }
  }

  @Test
  void messagesOfOneTopicKeepTheirOrder() throws Exception {
    startBroker();
    try (TestExporter exporter = startExporter("--mqtt.topic=t/+")) {
      awaitReady(exporter);
      try (MqttClient client =
          new MqttClient("tcp://127.0.0.1:" + port, "publisher", new MemoryPersistence())) {
        client.connect();
        for (int i = 1; i <= 500; i++) {
          client.publish("t/1", String.valueOf(i).getBytes(StandardCharsets.UTF_8), 0, false);
        }
        client.publish("t/end", "1".getBytes(StandardCharsets.UTF_8), 0, false);
        client.disconnect();
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(exporter.scrape()).contains("t/end"));
      assertThat(exporter.scrape()).contains("mqtt_topic{topic=\"t/1\"} 500.0\n");
    }
  }
}
