package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.RawPublisher;
import io.github.mqtttopicexporter.testing.ScriptedBroker;
import io.github.mqtttopicexporter.testing.TestBroker;
import io.github.mqtttopicexporter.testing.TestExporter;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A real broker in this JVM: absent, killed, restarted, refusing. */
class BrokerTest {

  private static final String USER = "alice";
  private static final String PASSWORD = "p@s:s%/+w{{x}}";

  private final TestBroker broker = new TestBroker(USER, PASSWORD);
  private final int port = broker.port();

  @AfterEach
  void stopBroker() {
    broker.close();
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

  private static void awaitReady(TestExporter exporter) {
    await().until(() -> exporter.status("/-/ready") == 200);
  }

  private static void awaitNotReady(TestExporter exporter) {
    await().until(() -> exporter.status("/-/ready") == 503);
  }

  private void awaitMessages(TestExporter exporter, String topic) throws MqttException {
    broker.publish(topic, "42.5", false);
    await()
        .untilAsserted(
            () -> assertThat(exporter.scrape()).contains("{topic=\"" + topic + "\"} 42.5\n"));
  }

  @Test
  void theExporterCountsWhatItReceivesAndWhatItMisses() throws Exception {
    String where = "mqtt://127.0.0.1:" + port;
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      assertThat(exporter.get("/metrics"))
          .contains(
              "mqtt_exporter_connections{broker=\"" + where + "\"} 0.0\n",
              "mqtt_exporter_subscribes_total{route=\"mqtt-topic-1\"} 0.0\n",
              "mqtt_exporter_outages_total{reason=\"login_refused\",route=\"mqtt-topic-1\"} 0.0\n",
              "mqtt_exporter_messages_received_total{route=\"mqtt-topic-1\"} 0.0\n",
              "mqtt_exporter_last_message_timestamp_seconds{route=\"mqtt-topic-1\"} 0.0\n",
              "mqtt_exporter_samples_total 0.0\n");
      String away = "mqtt_exporter_outages_total{reason=\"away\",route=\"mqtt-topic-1\"} ";
      await().until(() -> !exporter.get("/metrics").contains(away + "0.0\n"));
      broker.start();
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
      assertThat(exporter.get("/metrics"))
          .contains(
              "mqtt_exporter_connections{broker=\"" + where + "\"} 1.0\n",
              "mqtt_exporter_subscribes_total{route=\"mqtt-topic-1\"} 1.0\n",
              "mqtt_exporter_subscription_info{broker=\""
                  + where
                  + "\",filter=\"/home/sensor/+\",route=\"mqtt-topic-1\"} 1\n",
              "mqtt_exporter_messages_received_total{route=\"mqtt-topic-1\"} 1.0\n",
              "mqtt_exporter_received_bytes_total{route=\"mqtt-topic-1\"} 4.0\n",
              "mqtt_exporter_samples_total 1.0\n")
          .doesNotContain(
              "mqtt_exporter_last_message_timestamp_seconds{route=\"mqtt-topic-1\"} 0.0");
    }
  }

  @Test
  void aBrokerThatComesLateIsSubscribedTo() throws Exception {
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      awaitNotReady(exporter);
      broker.start();
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void aBrokerThatComesBackIsSubscribedToAgain() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      broker.close();
      awaitNotReady(exporter);
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      broker.start();
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void seriesExpireWhileTheBrokerIsAway() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
      broker.close();
      awaitNotReady(exporter);
      assertThat(exporter.scrape()).contains("mqtt_topic{");
      exporter.advance(Duration.ofMinutes(1));
      assertThat(exporter.scrape()).isEmpty();
    }
  }

  @Test
  void aRefusedPasswordIsTriedAgain() throws Exception {
    broker.acceptPasswords(false);
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitNotReady(exporter);
      broker.acceptPasswords(true);
      awaitReady(exporter);
    }
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() throws Exception {
    broker.grantSubscriptions(false);
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitNotReady(exporter);
      broker.grantSubscriptions(true);
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void aSubscriptionRefusedAfterAReconnectIsTriedAgain() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      broker.close();
      broker.grantSubscriptions(false);
      broker.start();
      awaitNotReady(exporter);
      broker.grantSubscriptions(true);
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void anOutageIsToldWithItsReason() throws Exception {
    LogLines lines = new LogLines();
    broker.grantSubscriptions(false);
    broker.acceptPasswords(false);
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=a", "--log.level=info")) {
      Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.mqtt");
      logger.addAppender(lines);
      // not earlier: a refused subscription is told once, perhaps before this test listens
      broker.acceptPasswords(true);
      awaitLine(
          lines,
          "cannot subscribe to a at mqtt://127.0.0.1:"
              + port
              + ": the broker refused the subscription; trying again");
      broker.grantSubscriptions(true);
      awaitLine(lines, "subscribed to a at mqtt://127.0.0.1:" + port);
      broker.close();
      awaitLine(
          lines,
          "lost the connection to mqtt://127.0.0.1:" + port + ": the broker closed the connection");
      awaitLine(
          lines,
          "cannot subscribe to a at mqtt://127.0.0.1:"
              + port
              + ": Connection refused; trying again");
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      logger.detachAppender(lines);
    }
  }

  private static void awaitLine(LogLines lines, String line) {
    await().untilAsserted(() -> assertThat(lines.messages()).contains("mqtt-topic-1: " + line));
  }

  @Test
  void twentyFiltersConnectSideBySide() throws Exception {
    String filters = String.join(",", IntStream.range(0, 20).mapToObj(i -> "many/" + i).toList());
    try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        TestExporter exporter = startExporter("--mqtt.topic=" + filters)) {
      // less than the 30 s after which the first one gives up
      silent.setSoTimeout(25_000);
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
      silent.setSoTimeout((int) Patience.LIMIT.toMillis());
      try (Socket first = silent.accept();
          Socket second = silent.accept()) {
        assertThat(first.getPort()).isNotEqualTo(second.getPort());
      }
      assertThat(exporter.status("/-/ready")).isEqualTo(503);
    }
  }

  @Test
  void aFloodWithoutAnEndStopsNoScrape() throws Exception {
    try (ScriptedBroker flooding = new ScriptedBroker(false);
        TestExporter exporter =
            startExporter(
                "--mqtt.server=mqtt://127.0.0.1:" + flooding.port(),
                "--mqtt.topic=t/#",
                "--series.limit=100");
        ScriptedBroker.Client client = flooding.acceptSubscriber()) {
      Thread flood = new Thread(() -> publishUntilClosed(client));
      flood.start();
      for (int i = 0; i < 5; i++) {
        double taken = value(exporter, "mqtt_exporter_samples_total");
        await().until(() -> value(exporter, "mqtt_exporter_samples_total") > taken + 1_000);
      }
      assertThat(exporter.seriesHeld()).isEqualTo(100);
      assertThat(exporter.status("/-/ready")).isEqualTo(200);
      assertThat(flood.isAlive()).isTrue();
    }
  }

  private static void publishUntilClosed(ScriptedBroker.Client client) {
    try {
      for (int i = 0; true; i = (i + 1) % 200) {
        client.publish("t/" + i, "1");
      }
    } catch (IOException ignored) {
      // the exporter has ended
    }
  }

  private static double value(TestExporter exporter, String metric) {
    return exporter
        .get("/metrics")
        .lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length())))
        .sum();
  }

  @Test
  void aConnectionThatFlapsIsTriedAgainEverMoreSlowly() throws Exception {
    List<Long> accepted = new ArrayList<>();
    try (ServerSocket flapping = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        TestExporter exporter = startExporter("--mqtt.topic=a", "--mqtt.max-backoff=3600")) {
      for (int i = 0; i < 3; i++) {
        try (Socket connection = flapping.accept()) {
          accepted.add(System.nanoTime());
          // CONNECT, SUBSCRIBE, and no word more: MQTT 3.1.1 §3.2 and §3.9
          DataInputStream in = new DataInputStream(connection.getInputStream());
          readPacket(in);
          connection.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
          byte[] subscribe = readPacket(in);
          connection
              .getOutputStream()
              .write(new byte[] {(byte) 0x90, 3, subscribe[0], subscribe[1], 0});
          awaitReady(exporter);
        }
      }
    }
    // at least half of the first pause of the backoff, and of its second
    assertThat(accepted.get(1) - accepted.get(0)).isGreaterThan(Duration.ofMillis(500).toNanos());
    assertThat(accepted.get(2) - accepted.get(1)).isGreaterThan(Duration.ofSeconds(1).toNanos());
  }

  /** The variable header and payload of a packet of at most 127 bytes. */
  private static byte[] readPacket(DataInputStream in) throws IOException {
    in.readByte();
    return in.readNBytes(in.readByte());
  }

  @Test
  void aRouteThatPublishesWaitsForTheBroker(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keepalive.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: keepalive
            from:
              uri: timer:keepalive
              parameters:
                period: 100
              steps:
                - setBody:
                    constant: "1"
                - to: paho:keepalive
        """);
    try (TestExporter exporter =
        startExporter(
            "--mqtt.topic=keepalive", "--routes=routes/*.camel.yaml", "--routes=" + file)) {
      assertThat(exporter.status("/metrics")).isEqualTo(200);
      broker.start();
      await().until(() -> exporter.scrape().contains("mqtt_topic{topic=\"keepalive\"} 1\n"));
    }
  }

  @Test
  void twentyFiltersAreSubscribedTo() throws Exception {
    broker.start();
    String filters = String.join(",", IntStream.range(0, 20).mapToObj(i -> "many/" + i).toList());
    try (TestExporter exporter = startExporter("--mqtt.topic=" + filters)) {
      awaitReady(exporter);
      for (int i = 0; i < 20; i++) {
        awaitMessages(exporter, "many/" + i);
      }
    }
  }

  @Test
  void manyRoutesTellOfAnOutageOnce() {
    LogLines lines = new LogLines();
    String filters = String.join(",", IntStream.range(0, 20).mapToObj(i -> "many/" + i).toList());
    try (TestExporter exporter = startExporter("--mqtt.topic=" + filters, "--log.level=debug")) {
      Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.mqtt");
      logger.addAppender(lines);
      await().until(() -> lines.events().stream().filter(e -> isOutage(e)).count() > 20);
      logger.detachAppender(lines);
      assertThat(exporter.status("/-/ready")).isEqualTo(503);
    }
    assertThat(lines.events().stream().filter(line -> line.getLevel() == Level.WARN))
        .hasSizeLessThanOrEqualTo(1);
  }

  private static boolean isOutage(ILoggingEvent line) {
    return line.getFormattedMessage().contains("cannot subscribe");
  }

  @Test
  void everyValidFilterReachesTheBrokerAsItIs() throws Exception {
    List<String> topics = List.of("/a//b/", "a b", "größe/温度", "a&b=c", "${x}", "$SYS/x", "a:b");
    broker.start();
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
  void aTopicThatPahoRefusesIsALabelValueLikeAnyOther() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=home/#")) {
      awaitReady(exporter);
      RawPublisher publisher = new RawPublisher(broker.port());
      publisher.publish("home/🛋 Sofa", "21.5");
      publisher.flush();
      await()
          .untilAsserted(
              () ->
                  assertThat(exporter.scrape())
                      .contains("mqtt_topic{topic=\"home/🛋 Sofa\"} 21.5\n"));
      awaitMessages(exporter, "home/next");
    }
  }

  @Test
  void webSocketsServeToo() throws Exception {
    broker.start();
    String server = "--mqtt.server=ws://alice:p%40s%3As%25%2F%2Bw%7B%7Bx%7D%7D@127.0.0.1:";
    try (TestExporter exporter =
        startExporter(server + broker.webSocketPort() + "/mqtt", "--mqtt.topic=/home/sensor/+")) {
      awaitReady(exporter);
      awaitMessages(exporter, "/home/sensor/temp");
    }
  }

  @Test
  void everyConnectionIsACleanSessionOfItsOwn() throws Exception {
    broker.start();
    try (TestExporter one = startExporter("--mqtt.topic=a,b", "--mqtt.client-id=garden");
        TestExporter other = startExporter("--mqtt.topic=a", "--mqtt.client-id=garden")) {
      awaitReady(one);
      awaitReady(other);
      await().until(() -> broker.connects().size() >= 3);
      assertThat(broker.connects())
          .allMatch(connect -> connect.getClientID().matches("garden-[0-9a-f]{8}"))
          .allMatch(InterceptConnectMessage::isCleanSession);
      assertThat(broker.connects().stream().map(InterceptConnectMessage::getClientID))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void theQualityOfServiceIsASetting() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=a", "--mqtt.qos=1")) {
      awaitReady(exporter);
      await().until(() -> !broker.subscribes().isEmpty());
      assertThat(broker.subscribes())
          .extracting(InterceptSubscribeMessage::getRequestedQos)
          .containsExactly(MqttQoS.AT_LEAST_ONCE);
    }
  }

  @Test
  void aRetainedMessageCountsLikeAnyOther() throws Exception {
    broker.start();
    broker.publish("/home/sensor/temp", "7", true);
    try (TestExporter exporter = startExporter("--mqtt.topic=/home/sensor/+")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(exporter.scrape())
                      .contains("mqtt_topic{topic=\"/home/sensor/temp\"} 7\n"));
    }
  }

  @Test
  void messagesOfOneTopicKeepTheirOrder() throws Exception {
    broker.start();
    try (TestExporter exporter = startExporter("--mqtt.topic=t/+")) {
      awaitReady(exporter);
      List<Map.Entry<String, String>> messages = new ArrayList<>();
      for (int i = 1; i <= 500; i++) {
        messages.add(Map.entry("t/1", String.valueOf(i)));
      }
      messages.add(Map.entry("t/end", "1"));
      broker.publish(messages, 0);
      await().untilAsserted(() -> assertThat(exporter.scrape()).contains("t/end"));
      assertThat(exporter.scrape()).contains("mqtt_topic{topic=\"t/1\"} 500\n");
    }
  }
}
