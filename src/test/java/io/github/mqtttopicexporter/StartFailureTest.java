package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the user is told of a mistake: one line, with what was expected, found, and where. */
class StartFailureTest {

  private static final Path MISTAKES = Path.of("src/test/resources/mistakes").toAbsolutePath();

  private static final String METRICS = "--routes=routes/metrics.camel.yaml";

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            "topic-of-own-filter",
            "7:15",
            "expected a topic that w/+ does not match, found \"w/again\""),
        arguments("empty-jq", "6:11", "expected an expression, found nothing"),
        arguments(
            "one-blank-too-few",
            "7:4",
            "expected the indentation of the lines above, found another"),
        arguments("options-in-uri", "7:18", "expected options under parameters, found \"?help\""),
        arguments("level-beyond-filter", "9:28", "expected a level that w/+/t has, found \"7\""),
        arguments(
            "topic-labels-beyond-filter",
            "9:28",
            "expected topicLabels that w/+/t matches, found \"wether/{city}/t\""),
        arguments(
            "empty-step", "6:10", "expected a key with a value, such as stop: {}, found none"),
        arguments(
            "filter-as-text",
            "6:19",
            "expected an expression such as jq or simple in filter, found \".x > 1\""),
        arguments(
            "filter-without-expression",
            "6:11",
            "expected an expression such as jq or simple, found none"),
        arguments(
            "forgotten-expression",
            "6:19",
            "expected an expression such as jq or simple in setBody, found nothing"),
        arguments("from-prometheus", "4:7", "prometheus: cannot be used in from, only in to"),
        arguments(
            "label-with-dash",
            "9:15",
            "expected a label name of letters, digits and _, found \"the-place\""),
        arguments(
            "marshal-missing-jar",
            "7:13",
            "expected a data format whose jar is there, found \"csv\"; it is in camel-csv-4.17.0.jar"),
        arguments("missing-from-uri", "4:7", "expected a uri, found none"),
        arguments("missing-uri", "7:13", "expected a uri, found none"),
        arguments(
            "mistyped-component",
            "6:15",
            "expected a component whose jar is there, found \"promethius\""),
        arguments(
            "mistyped-option",
            "9:15",
            "expected an option that the endpoint has, found \"hlp\"; is it help?"),
        arguments(
            "mistyped-paho-option",
            "6:9",
            "expected an option that the endpoint has, found \"keepAliveInteval\"; is it keepAliveInterval?"),
        arguments("mistyped-step", "6:11", "expected a step that Camel has, found \"setbody\""),
        arguments(
            "number-option-duration",
            "6:9",
            "expected a whole number as connectionTimeout, found none"),
        arguments(
            "number-option-text",
            "6:9",
            "expected a whole number as keepAliveInterval, found none"),
        arguments(
            "option-too-far-left",
            "10:13",
            "expected a field that this step has, found \"retainTime\""),
        arguments("parameters-as-list", "9:15", "expected the YAML type map, found array"),
        arguments(
            "parameters-too-far-left",
            "6:11",
            "expected one key, found \"to\" and \"parameters\" beside each other"),
        arguments(
            "placeholder-without-quotes",
            "9:21",
            "expected quotes around a text that begins with {, found none"),
        arguments("process-unknown", "7:18", "expected the name of a bean, found \"nothere\""),
        arguments(
            "second-document",
            "7:1",
            "expected a single document in the stream but found another document"),
        arguments(
            "split-without-expression",
            "6:11",
            "expected an expression such as jq or simple, found none"),
        arguments(
            "step-in-quotes", "6:11", "expected a key with a value, such as stop: {}, found none"),
        arguments("steps-as-map", "6:9", "expected the YAML type array, found map"),
        arguments(
            "steps-beside-from", "5:5", "expected a field that this step has, found \"steps\""),
        arguments(
            "stop-without-braces",
            "7:11",
            "expected a key with a value, such as stop: {}, found none"),
        arguments(
            "tab",
            "7:1",
            "while scanning for the next token found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
        arguments(
            "template-missing-parameter",
            "9:3",
            "expected the parameters of route template rooms, found no room"),
        arguments(
            "template-unknown", "1:3", "expected the id of a route template, found \"nothere\""),
        arguments(
            "text-for-expression",
            "6:20",
            "expected an expression such as jq or simple in setBody, found \"12\""),
        arguments("unclosed-quote", "9:21", "expected a quote at the end of the text, found none"),
        arguments(
            "unknown-bean-type",
            "1:3",
            "expected a class whose jar is there, found \"com.example.Nothing\""),
        arguments(
            "unknown-data-format", "7:13", "expected a field that this step has, found \"jsn\""),
        arguments("unknown-element", "1:3", "expected a step that Camel has, found \"rout\""),
        arguments(
            "unknown-language-jar",
            "7:13",
            "expected a language whose jar is there, found \"groovy\"; it is in"
                + " camel-groovy-4.17.0.jar"),
        arguments("unknown-language", "7:13", "expected a field that this step has, found \"jqq\""),
        arguments(
            "uri-too-far-left",
            "6:11",
            "expected one key, found \"to\" and \"uri\" beside each other"),
        arguments(
            "value-with-colon",
            "9:22",
            "expected the indentation of the keys beside it, or quotes around a text with a colon, found neither"),
        arguments(
            "when-without-expression",
            "6:11",
            "expected an expression such as jq or simple, found none"),
        arguments(
            "wrong-indentation",
            "8:23",
            "expected the indentation of the keys beside it, or quotes around a text with a colon, found neither"),
        arguments(
            "conflicting-help", "15:11", "expected one help for x, found \"one\" and \"another\""),
        arguments(
            "counter-without-total",
            "11:28",
            "expected the name of a counter to end in _total, found \"x\""),
        arguments(
            "invalid-broker-url",
            "6:20",
            "expected mqtt://, mqtts://, ws:// or wss://, found \"amqp://\""),
        arguments(
            "invalid-closes",
            "9:23",
            "expected a pattern of metric names such as room_*, found \"b-*\""),
        arguments(
            "invalid-duration",
            "10:27",
            "expected a duration such as 90s, 1h30m or 0, found \"5\""),
        arguments(
            "invalid-filter",
            "4:12",
            "expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"a/#/b\""),
        arguments(
            "invalid-jq",
            "8:27",
            "expected a valid expression, found \". * )\": Unexpected ')' at line 1, column 5."),
        arguments(
            "invalid-label-name",
            "9:15",
            "expected a label name of letters, digits and _, found \"1a\""),
        arguments(
            "invalid-level",
            "9:27",
            "expected the index of a topic level such as 0 or -1, found \"last\""),
        arguments(
            "invalid-metric-name",
            "6:15",
            "expected a metric name of letters, digits, _ and :, found \"x-y\""),
        arguments(
            "invalid-offset",
            "9:23",
            "expected a number or a fraction such as 5/9 for offset, found \"warm\""),
        arguments("invalid-qos", "6:14", "expected a qos of 0, 1 or 2, found \"5\""),
        arguments(
            "invalid-retained", "9:25", "expected accept or ignore or keepAge, found \"keep\""),
        arguments(
            "invalid-scale",
            "9:22",
            "expected a number or a fraction such as 5/9 for scale, found \"5/0\""),
        arguments(
            "invalid-simple",
            "9:24",
            "expected a valid expression, found \"${foo\": expected symbol functionEnd but was eol"),
        arguments(
            "invalid-states",
            "9:29",
            "expected different states such as open,closed, found \"open,Open\""),
        arguments(
            "invalid-topic-label-name",
            "9:28",
            "expected a label name of letters, digits and _, found \"1a\""),
        arguments(
            "invalid-topic-labels",
            "9:28",
            "expected a topic filter with {name} for a level, or once {name...} for several, found"
                + " \"tele/{a...}/{b...}\""),
        arguments(
            "invalid-values",
            "9:23",
            "expected word=number, binary or timestamp in values, found \"dimmed\""),
        arguments("no-list", "1:1", "expected a list of routes (- route:), found \"route:\""),
        arguments("repeated-label", "9:15", "expected each label once, found \"room\" twice"),
        arguments("repeated-word", "8:13", "expected each word once in values, found \"a\" twice"),
        arguments(
            "reserved-metric-name",
            "6:15",
            "names that begin with mqtt_exporter_, jvm_ or process_ are reserved, found"
                + " \"process_open_fds\""),
        arguments(
            "states-and-values",
            "6:11",
            "states cannot be combined with samples, values, scale, offset or closes"),
        arguments(
            "states-of-samples",
            "6:11",
            "states cannot be combined with samples, values, scale, offset or closes"),
        arguments("two-labels-of-states", "6:11", "expected one label of states, found a and b"),
        arguments("unknown-bean", "7:18", "expected the name of a bean, found \"nothere\""),
        arguments(
            "unknown-component",
            "6:15",
            "expected a component whose jar is there, found \"prometeus\""),
        arguments("unknown-field", "7:13", "expected a field that this step has, found \"nme\""),
        arguments(
            "unknown-option", "9:15", "expected an option that the endpoint has, found \"tttl\""),
        arguments(
            "unknown-property",
            "4:12",
            "expected a key of application.properties or the environment, found \"kitchen.topic\""),
        arguments(
            "unknown-step", "6:11", "expected a step that Camel has, found \"convertBodyToo\""),
        arguments("unknown-type", "9:21", "expected gauge or counter or unknown, found \"guage\""),
        arguments(
            "unsupported-clean-session",
            "6:9",
            "cleanSession is not supported in a from: the receiving client is not Paho's (clean"
                + " sessions, --mqtt.max-backoff)"),
        arguments(
            "unsupported-reconnect-delay",
            "6:9",
            "maxReconnectDelay is not supported in a from: the receiving client is not Paho's (clean"
                + " sessions, --mqtt.max-backoff)"),
        arguments(
            "yaml-syntax", "7:13", "while parsing a flow mapping expected ',' or '}', but got :"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeInARouteFileIsTold(String name, String place, String message) {
    Path file = MISTAKES.resolve(name + ".camel.yaml");
    assertThatThrownBy(() -> TestExporter.start(METRICS, "--routes=" + file))
        .isInstanceOf(Mistake.class)
        .hasMessage(file + ":" + place + ": " + message);
  }

  @Test
  void everyMistakenFileIsTested() throws IOException {
    try (Stream<Path> files = Files.list(MISTAKES)) {
      List<String> tested = mistakes().map(mistake -> (String) mistake.get()[0]).toList();
      assertThat(files.map(file -> file.getFileName().toString().replace(".camel.yaml", "")))
          .containsAll(tested)
          .allMatch(
              name ->
                  tested.contains(name)
                      || List.of("two-routes-of-one-id", "no-metrics").contains(name));
    }
  }

  @Test
  void routesThatServeNoMetricsAreTold() {
    assertThatThrownBy(() -> TestExporter.start("--routes=" + MISTAKES + "/no-metrics.camel.yaml"))
        .isInstanceOf(Mistake.class)
        .hasMessage(
            "--routes: expected a route that serves the metrics, found none: metrics.camel.yaml is"
                + " missing");
  }

  @Test
  void twoRoutesOfOneIdAreTold() {
    Path file = MISTAKES.resolve("two-routes-of-one-id.camel.yaml");
    assertThatThrownBy(() -> TestExporter.start("--routes=" + file))
        .isInstanceOf(Mistake.class)
        .hasMessage(file + ":8:9: expected an id of its own, found \"a\" as at " + file + ":2:9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--mqtt.topic=a/#/b | --mqtt.topic: expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"a/#/b\"",
        "--mqtt.topic=a,,b | --mqtt.topic: expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"\"",
        "--mqtt.server= | --mqtt.server: expected the URL of a broker, found none (--demo brings its own)",
        "--mqtt.server=amqp://h | --mqtt.server: expected mqtt://, mqtts://, ws:// or wss://, found \"amqp://\"",
        "--mqtt.server=mqtt://u:s3cret@h:x | --mqtt.server: expected [user:password@]host[:port] after mqtt://, user and password percent-encoded (the rest of the URL is not shown: it may hold a password)",
        "--mqtt.server=mqtt://alice:s3cret | --mqtt.server: expected [user:password@]host[:port] after mqtt://, user and password percent-encoded (the rest of the URL is not shown: it may hold a password)",
        "--mqtt.retain-time=60 | --mqtt.retain-time: expected a duration such as 90s, 1h30m or 0, found \"60\"",
        "--mqtt.max-backoff=0 | --mqtt.max-backoff: expected a whole number of 1 to 86400, found \"0\"",
        "--mqtt.qos=3 | --mqtt.qos: expected a whole number of 0 to 2, found \"3\"",
        "--web.listen-address=9981 | --web.listen-address: expected :port, host:port or [v6]:port, found \"9981\"",
        "--web.telemetry-path=metrics | --web.telemetry-path: expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found \"metrics\"",
        "--log.level=loud | --log.level: expected debug, info, warn, error or fatal, found \"loud\"",
        "--log.format=logger:file | --log.format: expected logger:stderr or logger:stdout, each with ?json=true if wanted, or logger:syslog?appname=NAME&local=0..7, found \"logger:file\"",
        "--routes=nowhere/*.yaml | --routes: expected route files, found none at \"nowhere/*.yaml\"",
        "--mqtt.topic= | --mqtt.topic: expected a topic filter, found none, nor one in the route files",
      })
  void aBadValueIsTold(String flag, String message) {
    assertThatThrownBy(() -> TestExporter.start(flag))
        .isInstanceOf(Mistake.class)
        .hasMessage(message);
  }

  @Test
  void aMistakeInAnOptionOfCamelDoesNotShowItsValue(@TempDir Path directory) throws IOException {
    Files.writeString(
        directory.resolve("application.properties"), "camel.component.paho.pasword = s3cret\n");
    assertThatThrownBy(() -> TestExporter.startIn(directory, METRICS, "--mqtt.topic=#"))
        .isInstanceOf(Mistake.class)
        .hasMessage(
            "routes: expected an option that there is, with a value that it takes, found"
                + " \"camel.component.paho.pasword\"");
  }

  @Test
  void aMistakeInAnOptionOfAnEndpointDoesNotShowItsValue(@TempDir Path directory)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("attic.camel.yaml"),
            """
            - route:
                from:
                  uri: paho:attic
                  parameters:
                    keepAliveInterval: s3cret
                  steps:
                    - to: prometheus:attic
            """);
    assertThatThrownBy(() -> TestExporter.start(METRICS, "--routes=" + file))
        .isInstanceOf(Mistake.class)
        .hasMessage(file + ":5:9: expected a whole number as keepAliveInterval, found none");
  }

  @Test
  void aPortInUseIsTold() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(
              () -> TestExporter.start("--mqtt.topic=#", "--web.listen-address=" + address))
          .isInstanceOf(Mistake.class)
          .hasMessageStartingWith(
              "--web.listen-address: expected an address to listen on, found " + address + ": ")
          .hasMessageContaining("Address already in use");
    }
  }
}
