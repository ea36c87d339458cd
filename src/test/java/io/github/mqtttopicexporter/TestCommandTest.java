package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int test(String in, String... flags) {
    Settings settings = TestExporter.settings(TestExporter.HERE, flags);
    return new TestCommand(
            settings,
            RouteFiles.find(TestExporter.HERE, settings).read(),
            new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(Flags.parse(flags).test());
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aMessageShowsTheLinesThatItMakes() {
    assertThat(test("", "--mqtt.topic=/home/#", "--test", "/home/größe", "30")).isZero();
    assertThat(out()).isEqualTo("mqtt_topic{topic=\"/home/größe\"} 30\n");
    assertThat(err()).isEmpty();
  }

  @Test
  void everyRouteWhoseFilterMatchesTakesIt() {
    assertThat(test("", "--mqtt.topic=/home/#,/+/a,b", "--test", "/home/a", "30")).isZero();
    assertThat(out()).isEqualTo("mqtt_topic{topic=\"/home/a\"} 30\n");
  }

  @Test
  void thePayloadMayComeFromStandardInput() {
    assertThat(test("42\n", "--mqtt.topic=#", "--test", "a", "-")).isZero();
    assertThat(out()).isEqualTo("mqtt_topic{topic=\"a\"} 42\n");
  }

  @Test
  void aRejectedMessageShowsWhy() {
    assertThat(test("", "--mqtt.topic=#", "--test", "a", "ON")).isEqualTo(1);
    assertThat(out()).isEmpty();
    assertThat(err())
        .isEqualTo(
            "mqtt-topic-1: "
                + Path.of("routes/mqtt-topic.camel.yaml").toAbsolutePath()
                + ":14:11: expected a number, found \"ON\"\n");
  }

  @Test
  void aTopicThatNoRouteSubscribesToIsTold() {
    assertThat(test("", "--mqtt.topic=b", "--test", "a", "1")).isEqualTo(1);
    assertThat(err()).isEqualTo("no route subscribes to a: the filters are b\n");
  }

  @Test
  void anEmptyMessageMakesNothing() {
    assertThat(test("", "--mqtt.topic=#", "--test", "a", "")).isZero();
    assertThat(err()).isEqualTo("an empty message deletes the series that came from a\n");
  }

  @Test
  void aRouteThatMakesNothingIsNamedAndNeedsNoOther() {
    assertThat(
            test(
                "",
                "--routes=routes/examples/zigbee2mqtt.camel.yaml",
                "--test",
                "zigbee2mqtt/bulb",
                "{\"state\":null}"))
        .isEqualTo(1);
    assertThat(err()).isEqualTo("zigbee2mqtt: took the message, and made no sample of it\n");
  }

  @Test
  void aRouteThatTakesItsTimeIsWaitedFor(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("slow.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: slow
            from:
              uri: paho:slow
              steps:
                - threads: {}
                - delay:
                    constant: "200"
                - to: prometheus:slow
        """);
    assertThat(test("", "--routes=routes/*.camel.yaml", "--routes=" + file, "--test", "slow", "1"))
        .isZero();
    assertThat(out()).isEqualTo("slow 1\n");
  }

  @Test
  void aTopicIsNoFilter() {
    assertThatThrownBy(() -> test("", "--mqtt.topic=#", "--test", "a/+", "1"))
        .isInstanceOf(Mistake.class)
        .hasMessage("--test: expected a topic without + and #, found \"a/+\"");
  }
}
