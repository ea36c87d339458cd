package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.testing.Example;
import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every message in the opening comment of every route file, by the flags and by a broker. */
class ExamplesTest {

  private static final String[] FLAGS = {
    "--mqtt.topic=/home/sensor/+",
    "--routes=routes/*.camel.yaml",
    "--routes=routes/examples/*.camel.yaml"
  };

  @TestFactory
  Stream<DynamicTest> theTestFlagShowsItForAFileByItself() {
    return Example.files().stream()
        .flatMap(file -> Example.of(file).stream())
        .filter(example -> !example.made().isEmpty() || example.makesNothing())
        // the flag takes one message
        .filter(example -> !example.follows())
        // what the exporter says of itself is not shown
        .filter(example -> example.made().stream().noneMatch(l -> l.startsWith("mqtt_exporter_")))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.file() + " " + example.topic(), () -> assertShown(example)));
  }

  private static void assertShown(Example example) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Settings settings =
        TestExporter.settings(TestExporter.HERE, FLAGS[0], FLAGS[1], "--routes=" + example.file());
    int exitCode =
        new TestCommand(
                settings,
                RouteFiles.find(TestExporter.HERE, settings).read(),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(List.of(example.topic(), example.payload()));
    example.assertIn("\n" + out.toString(StandardCharsets.UTF_8));
    if (example.makesNothing()) {
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("made no sample of it");
    } else {
      assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
      assertThat(exitCode).isZero();
    }
  }

  @Test
  void allFilesAtOnceAreWithoutAMistake() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        new CheckCommand(Flags.parse(FLAGS).values(), Map.of(), TestExporter.HERE)
            .run(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(exitCode).isZero();
  }

  @Test
  void aBrokerDeliversThem(@TempDir Path house, @TempDir Path cellar) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto main = Mosquitto.forEverybody(house);
        Mosquitto other = Mosquitto.forEverybody(cellar)) {
      main.start();
      other.start();
      List<String> flags = new ArrayList<>(List.of(FLAGS));
      flags.add("--mqtt.server=mqtt://127.0.0.1:" + main.port());
      System.setProperty("cellar.broker", "mqtt://127.0.0.1:" + other.port());
      try (TestExporter exporter = TestExporter.start(flags.toArray(String[]::new))) {
        await().until(() -> exporter.status("/-/ready") == 200);
        for (Path file : Example.files()) {
          for (Example example : Example.of(file)) {
            Mosquitto broker = example.topic().startsWith("cellar/") ? other : main;
            broker.publish(example.topic(), example.payload(), false);
            await().untilAsserted(() -> example.assertIn(exporter.get("/metrics")));
          }
        }
      } finally {
        System.clearProperty("cellar.broker");
      }
    }
  }

  @Test
  void aRetainedMessageIsTakenOrLeftOutAsTheExampleSays(@TempDir Path directory) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      broker.publish("garage/door", "open", true);
      broker.publish("garage/car/kilometres", "120301", true);
      broker.publish("garage/motion", "0.5", true);
      try (TestExporter exporter =
          TestExporter.start(
              FLAGS[1],
              "--routes=routes/examples/retained.camel.yaml",
              "--mqtt.server=mqtt://127.0.0.1:" + broker.port())) {
        await()
            .untilAsserted(
                () ->
                    assertThat(exporter.scrape())
                        .contains("garage_door_open 1\n", "garage_car_kilometres_total 120301\n"));
        await().until(() -> exporter.status("/-/ready") == 200);
        broker.publish("garage/door", "", true);
        await().until(() -> !exporter.scrape().contains("garage_door_open"));
        assertThat(exporter.scrape()).doesNotContain("garage_motion_ratio");
      }
    }
  }

  @Test
  void aConvertedValueIsPublishedAgain(@TempDir Path directory) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      try (TestExporter exporter =
          TestExporter.start(
              FLAGS[1],
              "--mqtt.topic=pool/celsius",
              "--routes=routes/examples/republish.camel.yaml",
              "--mqtt.server=mqtt://127.0.0.1:" + broker.port())) {
        await().until(() -> exporter.status("/-/ready") == 200);
        broker.publish("pool/fahrenheit", "77", false);
        await()
            .untilAsserted(
                () ->
                    assertThat(exporter.scrape())
                        .contains("mqtt_topic{topic=\"pool/celsius\"} 25\n"));
      }
    }
  }

  @Test
  void aDeviceThatIsOfflineStaysClosedForItsRetainedMessages(@TempDir Path directory)
      throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    try (Mosquitto broker = Mosquitto.forEverybody(directory)) {
      broker.start();
      broker.publish("dead/online", "false", true);
      broker.publish("dead/status/switch:0", "{\"id\":0,\"output\":true,\"apower\":12}", true);
      broker.publish("live/online", "true", true);
      broker.publish("live/status/switch:0", "{\"id\":0,\"output\":true,\"apower\":12}", true);
      try (TestExporter exporter =
          TestExporter.start(
              FLAGS[1],
              "--routes=routes/examples/shelly-gen2.camel.yaml",
              "--mqtt.server=mqtt://127.0.0.1:" + broker.port())) {
        await()
            .untilAsserted(
                () ->
                    assertThat(exporter.scrape())
                        .contains(
                            "shelly_online{device=\"dead\"} 0\n",
                            "shelly_online{device=\"live\"} 1\n",
                            "shelly_switch_on{device=\"live\",switch=\"0\"} 1\n"));
        await().until(() -> exporter.status("/-/ready") == 200);
        // comes after the retained messages of its subscription
        broker.publish("other/status/switch:0", "{\"id\":0,\"output\":true}", false);
        await().until(() -> exporter.scrape().contains("shelly_switch_on{device=\"other\""));
        assertThat(exporter.scrape()).doesNotContain("shelly_switch_on{device=\"dead\"");

        // the device itself opens what its last will closes again
        broker.publish("dead/status/switch:0", "{\"id\":0,\"output\":false}", false);
        await()
            .untilAsserted(
                () ->
                    assertThat(exporter.scrape())
                        .contains("shelly_switch_on{device=\"dead\",switch=\"0\"} 0\n"));
        broker.publish("dead/online", "false", true);
        await().until(() -> !exporter.scrape().contains("shelly_switch_on{device=\"dead\""));
      }
    }
  }
}
