package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.BlackBox;
import io.github.mqtttopicexporter.testing.Certificates;
import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.Publisher;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar and a Mosquitto of this machine: large messages and a small heap, many routes, TLS. */
class MosquittoIT {

  private static final Map<String, String> SMALL_HEAP =
      Map.of("JDK_JAVA_OPTIONS", "-Xmx96m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError");

  /** 1/32 of it, as by default; what is left of it depends on the collector. */
  private static final int MAX_PACKET_SIZE = 3 << 20;

  private final int port = TestExporter.freePort();
  private final Scraper scraper = new Scraper("http://127.0.0.1:" + port);
  private final String listen = "--web.listen-address=:" + port;
  private final Path directory;

  MosquittoIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    ShippedRoutes.copyTo(directory);
  }

  @BeforeEach
  void needsMosquitto() {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
  }

  private void addRoute(String id, String filter, String steps) throws IOException {
    Files.writeString(
        directory.resolve("routes/" + id + ".camel.yaml"),
        """
        - route:
            id: %s
            from:
              uri: %s
              steps:
        %s        - to:
                    uri: prometheus:%s
                    parameters:
                      label.topic: ${header.CamelMqttTopic}
        """
            .formatted(id, filter, steps.indent(8), id.replaceAll("\\d", "")));
  }

  private ExporterProcess start(Mosquitto broker, String... flags) throws IOException {
    String[] all = Arrays.copyOf(flags, flags.length + 2);
    all[flags.length] = "--mqtt.server=mqtt://127.0.0.1:" + broker.port();
    all[flags.length + 1] = listen;
    return ExporterProcess.start(directory, SMALL_HEAP, all);
  }

  private double value(String series) {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$")
            .matcher(scraper.get("/metrics"));
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  /** Publishes until the message is served; a route hears nothing while it is not connected. */
  private void awaitHeard(Mosquitto broker, String metric, String topic) {
    long start = System.nanoTime();
    await()
        .until(
            () -> {
              broker.publish(topic, "21.5", false);
              return value("%s{topic=\"%s\"}".formatted(metric, topic)) == 21.5;
            });
    System.out.printf(
        "%s heard after %d ms%n", topic, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static void assertDisturbsNothing(ExporterProcess exporter) throws IOException {
    assertThat(exporter.err()).doesNotContain("level=error", "java.lang.OutOfMemoryError");
    assertThat(exporter.err().lines().filter(line -> line.contains("steady: lost"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aRetainedMessageThatIsTooLargeDisturbsNoOtherRoute(String scheme) throws Exception {
    addRoute("huge", scheme + ":huge/#", "");
    addRoute("steady", scheme + ":steady/#", "");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      try (ExporterProcess exporter = start(broker, "--mqtt.max-backoff=2")) {
        scraper.awaitReady();
        broker.publish("huge/a", "1".repeat(35_000_000), true);
        for (int i = 0; i < 10; i++) {
          awaitHeard(broker, "steady", "steady/" + i);
        }
        broker.publish("huge/a", "", true);
        awaitHeard(broker, "huge", "huge/b");
        scraper.awaitReady();
        // a broker of MQTT 5 is told the limit, and keeps the message
        assertThat(
                value("mqtt_exporter_outages_total{reason=\"packet_too_large\",route=\"huge\"}")
                    > 0)
            .isEqualTo(scheme.equals("paho"));
        assertDisturbsNothing(exporter);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void aMessageThatIsTooLargeCostsAMoment(String scheme) throws Exception {
    addRoute("huge", scheme + ":huge/#", "");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      try (ExporterProcess exporter = start(broker)) {
        scraper.awaitReady();
        broker.publish("huge/a", "1".repeat(35_000_000), false);
        awaitHeard(broker, "huge", "huge/b");
        assertDisturbsNothing(exporter);
      }
    }
  }

  private void addJsonRoutes(String scheme) throws IOException {
    for (int i = 1; i <= 5; i++) {
      addRoute("length" + i, scheme + ":json/#", "- setBody:\n    jq: length\n");
    }
    addRoute("steady", scheme + ":steady/#", "");
  }

  /** As {@code zigbee2mqtt/bridge/devices} is, of a very large house. */
  private static String jsonOf(int length) {
    String device =
        "{\"name\":\"lamp\",\"supported\":true,\"endpoints\":{\"1\":{\"bindings\":[1,2,3]}}},";
    return "[" + device.repeat((length - 3) / device.length()) + "0]";
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void jsonOfVeryManyValuesIsRejected(String scheme) throws Exception {
    addJsonRoutes(scheme);
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      broker.publish("json/a", "[{}" + ",{}".repeat(MAX_PACKET_SIZE / 3 - 100) + "]", true);
      try (ExporterProcess exporter = start(broker, "--mqtt.max-packet-size=" + MAX_PACKET_SIZE)) {
        scraper.awaitReady();
        await()
            .until(
                () ->
                    value(
                            "mqtt_exporter_messages_rejected_total{reason=\"failed\",route=\"length5\"}")
                        == 1);
        awaitHeard(broker, "steady", "steady/1");
        assertThat(exporter.err()).doesNotContain("java.lang.OutOfMemoryError");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paho", "paho-mqtt5"})
  void fiveRoutesReadARetainedJsonMessageOfTheLargestSize(String scheme) throws Exception {
    addJsonRoutes(scheme);
    String json = jsonOf(MAX_PACKET_SIZE - 100);
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      broker.publish("json/a", json, true);
      try (ExporterProcess exporter = start(broker, "--mqtt.max-packet-size=" + MAX_PACKET_SIZE)) {
        scraper.awaitReady();
        await().until(() -> value("length{topic=\"json/a\"}") > 1_000);
        for (int i = 0; i < 10; i++) {
          broker.publish("json/a", json, false);
          awaitHeard(broker, "steady", "steady/" + i);
        }
        assertDisturbsNothing(exporter);
      }
    }
  }

  @Test
  void fiftyRoutesHaveAThreadEach() throws Exception {
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      String filters =
          IntStream.range(0, 50).mapToObj(i -> "many/" + i).collect(Collectors.joining(","));
      try (ExporterProcess exporter = start(broker, "--mqtt.topic=" + filters)) {
        scraper.awaitReady();
        awaitHeard(broker, "mqtt_topic", "many/49");
        double threads = value("jvm_threads_current");
        System.out.printf("50 routes: %.0f threads%n", threads);
        assertThat(threads).isBetween(50.0, 105.0);
        assertDisturbsNothing(exporter);
      }
    }
  }

  @Test
  void aCertificateAloneLeavesTheTrustToTheJvm() throws Exception {
    Certificates certificates =
        new Certificates(directory).make("server", "-keyalg", "RSA").make("me", "-keyalg", "EC");
    String[] required = {"require_certificate true", "cafile " + certificates.file("ca.pem")};
    try (Mosquitto broker = Mosquitto.withTls(directory, directory, required)) {
      broker.start();
      String[] flags = {
        "--mqtt.server=mqtts://localhost:" + broker.tlsPort(),
        "--mqtt.topic=/e2e/test/#",
        "--mqtt.cert-file=me.pem",
        "--mqtt.key-file=me.key",
        listen
      };
      try (ExporterProcess untrusting = ExporterProcess.start(directory, Map.of(), flags)) {
        await().until(() -> untrusting.err().contains("unable to find valid certification path"));
      }
      Map<String, String> trust = Map.of("JDK_JAVA_OPTIONS", certificates.trustStoreOptions());
      try (ExporterProcess trusting = ExporterProcess.start(directory, trust, flags)) {
        BlackBox.check(scraper, new Publisher("tcp://localhost:" + broker.port()));
        assertThat(trusting.out()).isEmpty();
      }
    }
  }
}
