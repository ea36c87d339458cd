package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

  private static final int MAX_BYTES = 65_535;

  /** Camel and Java read them in their own way. */
  private static final List<String> NOT_FOR_URIS =
      List.of(
          "//",
          "//a",
          "///a",
          " ",
          " a ",
          "a?b",
          "a?b=c&d=e",
          "a%b",
          "a%20b",
          "a%3Fb",
          "{{a}}",
          "//user:password@host/a?b",
          "a\tb\nc",
          "\u0001\u007f",
          "\u0080\u00a0\u00ad\u00ff",
          "室\u3000温",
          "a\u2003b\u2028c\u200bd\ufeff");

  static List<String> validFilters() {
    return List.of(
        "a",
        "/",
        "//",
        "+",
        "#",
        "/#",
        "+/",
        "a/+/b",
        "+/+/#",
        "/home/sensor/+",
        "//a",
        "///a",
        "a//b",
        "a///",
        "$SYS/#",
        "$share",
        "$shared/g",
        "$share/g/t/#",
        "$share/g/+",
        "$share/g//",
        "$share/g/t/g/",
        "$share/g/tag/",
        " ",
        "a b",
        " a ",
        "a?b",
        "a?b=c&d=e",
        "a&b=c",
        "a%b",
        "a%20b",
        "a%3Fb",
        "a:b",
        "a;b",
        "a@b",
        "a,b",
        "a\\b",
        "a\"b'c",
        "a|b~c^d`e*f!",
        "<a>",
        "[a]",
        "(a)",
        "{a}",
        "{{a}}",
        "${a}",
        "$simple{a}",
        "RAW(a)",
        "RAW{a}",
        "//user:password@host/a?b",
        ".",
        "../a",
        "a\tb\nc",
        "\u0001\u007f",
        "\u0080\u00a0\u00ad\u00ff",
        "室\u3000温",
        "a\u2003b\u2028c\u200bd\ufeff",
        "\ue000\ue0000041\ue041\uf8ff",
        "e\u0301",
        "\ufffd\uffff",
        "größe/温度/🌡",
        "٤٢");
  }

  @ParameterizedTest
  @MethodSource("validFilters")
  void takesEachFilterThatMqttAllows(String filter) {
    assertThat(new TopicFilter(filter).text()).isEqualTo(filter);
  }

  static Stream<String> filtersForUris() {
    return validFilters().stream().filter(filter -> !NOT_FOR_URIS.contains(filter));
  }

  @ParameterizedTest
  @MethodSource("filtersForUris")
  void camelSubscribesToTheFilterOfAUri(String text) throws Exception {
    String uri = "paho-mqtt5:" + TopicFilter.forUri(text).text();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent(
          "paho-mqtt5", new SubscribingPahoMqtt5Component(TestSettings.of("mqtt://main")));

      assertThat(camel.getEndpoint(uri, MqttEndpoint.class).getTopic()).isEqualTo(text);
      assertThat(camel.getEndpoint(uri + "?qos=1", MqttEndpoint.class).getTopic()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @FieldSource("NOT_FOR_URIS")
  void aFilterThatAUriCannotNameIsRefusedThere(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicFilter.forUri(text))
        .withMessage(
            "expected a topic filter without ?, %, {{, a leading // and spaces other than blanks,"
                + " which a route cannot name, found \""
                + text
                + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+", "+a", "a+/b", "/a/+b", "++", "$share/g/a+"})
  void aPlusStandsAlone(String filter) {
    assertRefused(filter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/#/b", "a#", "#a", "#/", "##", "/a#/b", "$share/g/#/a"})
  void aHashStandsAloneAndLast(String filter) {
    assertRefused(filter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$share/",
        "$share/g",
        "$share/g/",
        "$share//t",
        "$share//",
        "$share/g+/t",
        "$share/+/t",
        "$share/#/t",
        "$share/#"
      })
  void aSharedSubscriptionHasAGroupAndAFilter(String filter) {
    assertRefused(filter);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "a/\0", "\0/#"})
  void noFilterHasANullCharacter(String filter) {
    assertRefused(filter);
  }

  static Stream<String> ofNoOrTooManyBytes() {
    return Stream.of("", "a".repeat(MAX_BYTES + 1), "é".repeat(MAX_BYTES / 2) + "ab");
  }

  @ParameterizedTest
  @MethodSource("ofNoOrTooManyBytes")
  void aFilterHasOneToSixtyFiveThousandBytes(String filter) {
    assertRefused(filter);
  }

  static Stream<String> ofAllBytesThatMqttAllows() {
    return Stream.of("a".repeat(MAX_BYTES), "é".repeat(MAX_BYTES / 2) + "?");
  }

  @ParameterizedTest
  @MethodSource("ofAllBytesThatMqttAllows")
  void aFilterOfAllThoseBytesIsTaken(String filter) {
    assertThat(new TopicFilter(filter).text()).isEqualTo(filter);
  }

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, b, false",
    "a, a/, false",
    "a, A, false",
    "#, a/b, true",
    "#, /a, true",
    "#, $SYS/x, false",
    "+, a, true",
    "+, a/b, false",
    "+, $SYS, false",
    "+/x, $SYS/x, false",
    "$SYS/#, $SYS/x, true",
    "$SYS/#, $SYS, true",
    "a/#, a, true",
    "a/#, a/, true",
    "a/#, a/b/c, true",
    "a/#, ab, false",
    "a/+/#, a, false",
    "a/+/#, a/b, true",
    "a/+, a, false",
    "a/+, a/, true",
    "a/+/c, a//c, true",
    "a/+/c, a/b/d, false",
    "+/+, /a, true",
    "/+, /a, true",
    "+, /a, false",
    "$share/g/a/+, a/b, true",
    "$share/g/#, a, true",
    "$share/g/#, $SYS/x, false",
    "$share/g//a, /a, true",
    "$share/g/a, $share/g/a, false",
    "$shared/g, $shared/g, true"
  })
  void aFilterMatchesByLevels(String filter, String topic, boolean matches) {
    assertThat(new TopicFilter(filter).matches(topic)).isEqualTo(matches);
  }

  private static void assertRefused(String filter) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicFilter(filter))
        .withMessage(
            "expected a topic filter (+ and # are whole levels, # is the last one;"
                + " $share/group/filter), found \""
                + filter
                + "\"");
  }
}
