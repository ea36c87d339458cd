package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.TestBroker;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What {@link BrokerTest} has of MQTT 3.1.1, by {@code paho-mqtt5:}. */
class Mqtt5Test {

  private static final byte[] CONNACK = {0x20, 3, 0, 0, 0};
  private static final byte NOT_AUTHORIZED = (byte) 0x87;

  private final Path directory;

  Mqtt5Test(@TempDir Path directory) {
    this.directory = directory;
  }

  private static TestExporter startExporter(int port, String... flags) {
    return TestExporter.start(
        Stream.concat(
                Stream.of(
                    "--mqtt.server=mqtt://alice:p%40s%3As@127.0.0.1:" + port,
                    "--mqtt.max-backoff=1",
                    "--routes=routes/errors.camel.yaml",
                    "--routes=routes/metrics.camel.yaml",
                    "--routes=routes/web.camel.yaml",
                    "--routes=src/test/resources/mqtt5/mqtt-topic.camel.yaml"),
                Stream.of(flags))
            .toArray(String[]::new));
  }

  private Mosquitto mosquitto() {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    return Mosquitto.forEverybody(directory);
  }

  private static void awaitReady(TestExporter exporter) {
    await().until(() -> exporter.status("/-/ready") == 200);
  }

  private static void awaitNotReady(TestExporter exporter) {
    await().until(() -> exporter.status("/-/ready") == 503);
  }

  private static void awaitMessages(Mosquitto broker, TestExporter exporter, String topic)
      throws MqttException {
    broker.publish(topic, "42.5", false);
    awaitScrape(exporter, "{topic=\"" + topic + "\"} 42.5\n");
  }

  private static void awaitScrape(TestExporter exporter, String line) {
    await().untilAsserted(() -> assertThat(exporter.scrape()).contains(line));
  }

  @Test
  void aBrokerThatComesLateAndComesBackIsSubscribedTo() throws Exception {
    try (Mosquitto broker = mosquitto();
        TestExporter exporter = startExporter(broker.port(), "--mqtt.topic=/home/sensor/+")) {
      awaitNotReady(exporter);
      broker.start();
      awaitReady(exporter);
      awaitMessages(broker, exporter, "/home/sensor/late");
      broker.stop();
      awaitNotReady(exporter);
      assertThat(exporter.get("/metrics"))
          .contains("mqtt_exporter_subscribed{route=\"mqtt-topic-1\"} 0.0");
      broker.start();
      awaitReady(exporter);
      awaitMessages(broker, exporter, "/home/sensor/back");
      assertThat(exporter.get("/metrics"))
          .contains("mqtt_exporter_subscribed{route=\"mqtt-topic-1\"} 1.0");
    }
  }

  @Test
  void theCredentialsOfTheMainBrokerServe() throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forUser(directory, "alice", "p@s:s");
        TestExporter exporter = startExporter(broker.port(), "--mqtt.topic=a")) {
      broker.start();
      awaitReady(exporter);
    }
  }

  @Test
  void aRefusedPasswordIsTold() throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forUser(directory, "alice", "another")) {
      broker.start();
      awaitTold("the broker refused: not authorized; trying again", broker.port());
    }
  }

  @Test
  void aBrokerOfAnEarlierVersionIsTold() throws Exception {
    try (TestBroker broker = new TestBroker("alice", "p@s:s")) {
      broker.start();
      awaitTold("the broker does not speak MQTT 5; trying again", broker.port());
    }
  }

  /** At level debug: it is told once at the others, perhaps before this test listens. */
  private static void awaitTold(String words, int port) {
    LogLines lines = new LogLines();
    try (TestExporter exporter = startExporter(port, "--mqtt.topic=a", "--log.level=debug")) {
      Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.mqtt");
      logger.addAppender(lines);
      await().untilAsserted(() -> assertThat(lines.messages()).anyMatch(l -> l.endsWith(words)));
      logger.detachAppender(lines);
      assertThat(exporter.status("/metrics")).isEqualTo(200);
    }
  }

  @Test
  void aRefusedSubscriptionIsToldAndTriedAgain() throws Exception {
    LogLines lines = new LogLines();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestExporter exporter =
            startExporter(listener.getLocalPort(), "--mqtt.topic=a", "--log.level=info")) {
      Logger logger = (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.mqtt");
      logger.addAppender(lines);
      listener.setSoTimeout((int) Patience.LIMIT.toMillis());
      for (int i = 0; i < 2; i++) {
        try (Socket refusing = listener.accept()) {
          answerSubscribe(refusing, NOT_AUTHORIZED);
          // the session is given up, and not taken for a subscription
          assertThat(refusing.getInputStream().read()).isIn(-1, 0xE0);
        }
        assertThat(exporter.status("/-/ready")).isEqualTo(503);
      }
      try (Socket granting = listener.accept()) {
        answerSubscribe(granting, (byte) 0);
        awaitReady(exporter);
      }
      logger.detachAppender(lines);
    }
    assertThat(lines.messages().stream().filter(line -> line.contains("refused")))
        .singleElement()
        .asString()
        .endsWith(": the broker refused the subscription: not authorized; trying again");
  }

  /** CONNECT, SUBSCRIBE and their answers: MQTT 5 §3.2 and §3.9. */
  private static void answerSubscribe(Socket connection, byte reasonCode) throws IOException {
    DataInputStream in = new DataInputStream(connection.getInputStream());
    readPacket(in);
    connection.getOutputStream().write(CONNACK);
    byte[] subscribe = readPacket(in);
    connection
        .getOutputStream()
        .write(new byte[] {(byte) 0x90, 4, subscribe[0], subscribe[1], 0, reasonCode});
  }

  /** The variable header and payload of a packet of at most 127 bytes. */
  private static byte[] readPacket(DataInputStream in) throws IOException {
    in.readByte();
    return in.readNBytes(in.readByte());
  }

  @Test
  void everyValidFilterReachesTheBrokerAsItIs() throws Exception {
    List<String> topics = List.of("/a//b/", "a b", "größe/温度", "a&b=c", "${x}");
    try (Mosquitto broker = mosquitto();
        TestExporter exporter =
            startExporter(broker.port(), "--mqtt.topic=" + String.join(",", topics))) {
      broker.start();
      awaitReady(exporter);
      for (String topic : topics) {
        awaitMessages(broker, exporter, topic);
      }
    }
  }

  @Test
  void sharedSubscriptionsDivideTheMessages() throws Exception {
    try (Mosquitto broker = mosquitto()) {
      broker.start();
      try (TestExporter one = startExporter(broker.port(), "--mqtt.topic=$share/g/t/#");
          TestExporter other = startExporter(broker.port(), "--mqtt.topic=$share/g/t/#")) {
        awaitReady(one);
        awaitReady(other);
        for (int i = 0; i < 10; i++) {
          broker.publish("t/" + i, "1", false);
        }
        await()
            .untilAsserted(() -> assertThat(one.seriesHeld() + other.seriesHeld()).isEqualTo(10));
        assertThat(one.seriesHeld()).isBetween(1, 9);
      }
    }
  }

  @Test
  void nothingIsLoggedOfAMessageOfAnyQualityOfService() throws Exception {
    LogLines lines = new LogLines();
    try (Mosquitto broker = mosquitto();
        TestExporter exporter =
            startExporter(broker.port(), "--mqtt.topic=t/+", "--mqtt.qos=2", "--log.level=debug")) {
      broker.start();
      awaitReady(exporter);
      Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      root.addAppender(lines);
      broker.publish(IntStream.range(0, 20).mapToObj(i -> Map.entry("t/" + i, "1")).toList(), 2);
      awaitScrape(exporter, "mqtt_topic{topic=\"t/19\"} 1\n");
      root.detachAppender(lines);
      assertThat(root.getLevel()).isEqualTo(Level.DEBUG);
      assertThat(lines.messages()).isEmpty();
    }
  }
}
