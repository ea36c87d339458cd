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
import java.nio.file.StandardOpenOption;
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
  void theTimeOfTheLastMessageIsServedIfItIsAskedFor() {
    assertThat(test("", "--mqtt.topic=#", "--mqtt.last-received", "--test", "a", "30")).isZero();
    assertThat(out())
        .matches(
            """
            mqtt_topic\\{topic="a"} 30
            mqtt_topic_last_received_timestamp_seconds\\{topic="a"} 1\\.\\d+e\\+09
            """);
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

  @Test
  void aFileOfMessagesShowsWhatTheyMakeTogether(@TempDir Path directory) throws IOException {
    Path messages = directory.resolve("messages.mqtt");
    Files.writeString(
        messages,
        """
        # two topics make one value
        rooms/attic/area\t12
        rooms/attic/power\t600

        # an offline device closes its series, also before a retained message
        shelly/online\tfalse
        +retained\tshelly/watts\t60
        """);
    Path routes = directory.resolve("rooms.camel.yaml");
    Files.writeString(
        routes,
        """
        - route:
            id: area
            from:
              uri: paho:rooms/+/area
              steps:
                - setVariable:
                    name: global:area
                    simple: ${body}
        - route:
            id: power
            from:
              uri: paho:rooms/+/power
              steps:
                - to:
                    uri: prometheus:room_watts
                    parameters:
                      label.area: ${variable.global:area}
        - route:
            id: online
            from:
              uri: paho:shelly/online
              steps:
                - to:
                    uri: prometheus:shelly_online
                    parameters:
                      values: binary
                      closes: shelly_watts
        - route:
            id: watts
            from:
              uri: paho:shelly/watts
              steps:
                - to: prometheus:shelly_watts
        """);
    String[] flags = {"--routes=" + routes, "--mqtt.retain-time=5m", "--test", messages.toString()};
    assertThat(test("", flags)).isZero();
    assertThat(out()).isEqualTo("room_watts{area=\"12\"} 600\nshelly_online 0\n");
    assertThat(err()).isEmpty();

    out.reset();
    Files.writeString(messages, "\n+4m\nrooms/attic/power\t7\n+1m\n", StandardOpenOption.APPEND);
    assertThat(test("", flags)).isZero();
    assertThat(out()).as("what is older has expired").isEqualTo("room_watts{area=\"12\"} 7\n");
  }

  @Test
  void aLineThatIsNoMessageIsToldByItsNumber() {
    assertThatThrownBy(() -> test("# one\na 1\n", "--mqtt.topic=#", "--test", "-"))
        .isInstanceOf(Mistake.class)
        .hasMessage("-:2: expected a topic, a tab and a payload, found no tab");
  }

  /** In whatever way a route sends it. */
  @Test
  void whatLeavesTheProcessIsHeldBackAndShown(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("out.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: out
            from:
              uri: paho:weather/garden
              steps:
                - multicast:
                    steps:
                      - to: paho:weather/1
                      - toD: paho:weather/${body}
                      - enrich:
                          constant: paho:weather/3
                      - wireTap:
                          uri: paho:weather/4
                      - pollEnrich:
                          constant: paho:weather/5
                          timeout: "1000"
                      - to: direct:within
        - route:
            id: within
            from:
              uri: direct:within
              steps:
                - to: seda:nobody
                - to: paho:weather/6?password=secret
        """);
    assertThat(test("", "--routes=" + file, "--test", "weather/garden", "2")).isZero();
    assertThat(out().lines())
        .containsExactlyInAnyOrder(
            "would send to paho:weather/1: 2",
            "would send to paho:weather/2: 2",
            "would send to paho:weather/3: 2",
            "would send to paho:weather/4: 2",
            "would send to paho:weather/6?password=xxxxxx: 2");
    assertThat(err()).isEmpty();
  }

  @Test
  void anErrorNamesTheStepAndItsExpression(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("attic.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: attic
            from:
              uri: paho:attic/#
              steps:
                - setBody:
                    jq: .celsius * .factor
                - to:
                    uri: prometheus:attic_celsius
                    parameters:
                      label.room: ${header.CamelMqttTopic.room}
        """);
    String[] routes = {"--routes=routes/errors.camel.yaml", "--routes=" + file};
    test("", routes[0], routes[1], "--test", "attic/a", "{\"celsius\": {}, \"factor\": []}");
    test("", routes[0], routes[1], "--test", "attic/b", "{\"celsius\": 1, \"factor\": 2}");
    assertThat(err().replace(file.toString(), "attic.camel.yaml").lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "attic: attic.camel.yaml:7:17: in \".celsius * .factor\": object ({}) and"
                            + " array ([]) cannot be multiplied"),
            line -> assertThat(line).startsWith("attic: attic.camel.yaml:8:11: label.room: "));
  }
}
