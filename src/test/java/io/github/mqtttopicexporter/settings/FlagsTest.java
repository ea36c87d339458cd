package io.github.mqtttopicexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {

  @Test
  void noFlagsAreNoValues() {
    Flags flags = Flags.parse();

    assertThat(flags.values()).isEmpty();
    assertThat(flags.isHelp()).isFalse();
    assertThat(flags.isVersion()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-mqtt.qos=1", "--mqtt.qos=1", "-mqtt.qos 1", "--mqtt.qos 1"})
  void aFlagHasOneDashOrTwoAndAnEqualsSignOrASpace(String commandLine) {
    assertThat(Flags.parse(commandLine.split(" ")).values()).isEqualTo(Map.of("mqtt.qos", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt.server",
        "mqtt.username",
        "mqtt.password-file",
        "mqtt.ca-file",
        "mqtt.cert-file",
        "mqtt.key-file",
        "mqtt.topic",
        "mqtt.retain-time",
        "mqtt.max-backoff",
        "mqtt.qos",
        "mqtt.client-id",
        "mqtt.max-packet-size",
        "web.listen-address",
        "web.config.file",
        "web.telemetry-path",
        "routes",
        "log.level",
        "log.format"
      })
  void eachSettingIsAFlag(String name) {
    assertThat(Flags.parse("-" + name + "=x").values()).isEqualTo(Map.of(name, "x"));
    assertThat(Flags.parse("--" + name, "x").values()).isEqualTo(Map.of(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a=b", "=", "\"a\"", "'a'", "a b", "@@a", "${a}", "-a", "a,b", "a\\b", "a\nb"
      })
  void aValueIsTakenAsItIs(String value) {
    Map<String, String> values = Map.of("mqtt.client-id", value);

    assertThat(Flags.parse("--mqtt.client-id=" + value).values()).isEqualTo(values);
    assertThat(Flags.parse("-mqtt.client-id=" + value).values()).isEqualTo(values);
    assertThat(Flags.parse("--mqtt.client-id", value).values()).isEqualTo(values);
  }

  @Test
  void aValueThatBeginsWithAnAtSignNamesNoFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("topic"), "--mqtt.qos=1");

    assertThat(Flags.parse("--mqtt.topic", "@" + file).values())
        .isEqualTo(Map.of("mqtt.topic", "@" + file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt.topic", "web.listen-address", "routes"})
  void aRepeatableFlagJoinsItsValuesWithCommas(String name) {
    assertThat(Flags.parse("--" + name + "=a", "-" + name, "b,c", "--" + name + "=d").values())
        .isEqualTo(Map.of(name, "a,b,c,d"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt.server",
        "mqtt.retain-time",
        "mqtt.max-backoff",
        "mqtt.qos",
        "mqtt.client-id",
        "mqtt.max-packet-size",
        "web.config.file",
        "web.telemetry-path",
        "log.level",
        "log.format"
      })
  void ofAnyOtherFlagTheLastValueWins(String name) {
    assertThat(Flags.parse("--" + name + "=a", "-" + name, "b,c").values())
        .isEqualTo(Map.of(name, "b,c"));
  }

  @Test
  void flagsComeInAnyOrder() {
    assertThat(
            Flags.parse(
                    "-mqtt.topic", "#", "--demo", "--mqtt.server=mqtt://broker", "-mqtt.topic=/a")
                .values())
        .isEqualTo(Map.of("mqtt.topic", "#,/a", "demo", "true", "mqtt.server", "mqtt://broker"));
  }

  @ParameterizedTest
  @CsvSource({
    "-h, true, false, false",
    "-help, true, false, false",
    "--help, true, false, false",
    "-version, false, true, false",
    "--version, false, true, false",
    "-demo, false, false, true",
    "--demo, false, false, true",
    "--demo=true, false, false, true"
  })
  void aSwitchHasNoValue(String flag, boolean help, boolean version, boolean demo) {
    Flags flags = Flags.parse(flag);

    assertThat(flags.isHelp()).isEqualTo(help);
    assertThat(flags.isVersion()).isEqualTo(version);
    assertThat(flags.values().containsKey("demo")).isEqualTo(demo);
  }

  @ParameterizedTest
  @CsvSource({
    "--mqtt.servr=mqtt://user:secret@broker, --mqtt.servr",
    "-mqtt.servr=mqtt://user:secret@broker, -mqtt.servr",
    "--mqtt.topics, --mqtt.topics",
    "--MQTT.TOPIC=a, --MQTT.TOPIC",
    "--mqtt, --mqtt",
    "---demo, ---demo",
    "-v, -v",
    "-x=1, -x"
  })
  void anUnknownFlagIsNamed(String argument, String flag) {
    assertRefused(
        List.of("--mqtt.qos=1", argument),
        flag + ": expected a flag, found an unknown one (--help lists the flags)");
  }

  @Test
  void aValueWithoutItsFlagIsNotShown() {
    assertRefused(
        List.of("mqtt://user:secret@broker"),
        "expected a flag, found a value without one (--help lists the flags)");
  }

  @Test
  void anUnknownFlagOfSeveralLinesDoesNotShowItsValue() {
    assertRefused(
        List.of("--mqtt.servr=mqtt://user:sec\nret@broker"),
        "--mqtt.servr: expected a flag, found an unknown one (--help lists the flags)");
  }

  static Stream<Arguments> withoutValue() {
    return Stream.of(
        Arguments.of(
            List.of("--mqtt.server"),
            "Missing required parameter for option '--mqtt.server' (URL)"),
        Arguments.of(
            List.of("-mqtt.qos=1", "-mqtt.topic"),
            "Missing required parameter for option '--mqtt.topic' (FILTER)"),
        Arguments.of(
            List.of("--mqtt.server", "--mqtt.qos=1"),
            "Expected parameter for option '--mqtt.server' but found '--mqtt.qos=1'"));
  }

  @ParameterizedTest
  @MethodSource("withoutValue")
  void aFlagWithoutItsValueIsNamed(List<String> arguments, String message) {
    assertRefused(arguments, message + " (--help lists the flags)");
  }

  @Test
  void aSwitchTakesNoWordForAnAnswer() {
    assertRefused(
        List.of("--demo=maybe"),
        "Invalid value for option '--demo': 'maybe' is not a boolean (--help lists the flags)");
  }

  private static void assertRefused(List<String> arguments, String message) {
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> Flags.parse(arguments.toArray(String[]::new)))
        .withMessage(message)
        .extracting(Mistake::exitCode)
        .isEqualTo(2);
  }

  private static String printed(Consumer<PrintStream> page) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    page.accept(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theManPageAndTheCompletionHaveEveryFlagOfTheHelp() {
    List<String> flags =
        Pattern.compile("(?m)^ +(?:-h, )?(--[a-z.-]+)")
            .matcher(printed(Flags::printHelp))
            .results()
            .map(flag -> flag.group(1))
            .toList();

    assertThat(flags).contains("--mqtt.server", "--log.format", "--help");
    assertThat(printed(Flags::printManPage))
        .contains(flags.stream().map(flag -> "\\fB" + flag.replace("-", "\\-") + "\\fR").toList())
        .contains("\nBroker, such as mqtts://");
    assertThat(printed(Flags::printCompletion))
        .contains(flags.stream().map(flag -> "'" + flag + "'").toList());
  }
}
