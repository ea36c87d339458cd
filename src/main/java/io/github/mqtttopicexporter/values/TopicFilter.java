package io.github.mqtttopicexporter.values;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An MQTT topic filter, checked by the rules of <a
 * href="https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html#_Toc398718106">MQTT
 * 3.1.1 §4.7</a>, or a shared subscription of <a
 * href="https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901250">MQTT 5
 * §4.8.2</a>.
 */
public record TopicFilter(String text) {

  private static final int MAX_BYTES = 65_535;

  private static final String SHARED = "\\$share/[^+#/]+/";
  private static final Pattern STRAY_PLUS = Pattern.compile("[^/]\\+|\\+[^/]");
  private static final Pattern STRAY_HASH = Pattern.compile("(?s)[^/]#|#.");

  /** Camel reads them in its own way, and Java takes no other spaces. */
  private static final Pattern NOT_FOR_URI =
      Pattern.compile("[?%\\p{Cc}\\p{Z}&&[^ ]]|\\{\\{|^//|^ | $");

  /**
   * Checks the filter.
   *
   * @throws IllegalArgumentException if it is not a topic filter
   */
  public TopicFilter {
    if (text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw invalid("1 to 65535 bytes", text);
    }
    if (text.indexOf('\0') >= 0) {
      throw invalid("no null character", text);
    }
    if ((text + "/").startsWith("$share/") && !text.matches("(?s)" + SHARED + ".+")) {
      throw invalid("$share/group/filter", text);
    }
    if (STRAY_PLUS.matcher(text).find()) {
      throw invalid("+ to be a whole level", text);
    }
    if (STRAY_HASH.matcher(text).find()) {
      throw invalid("# to be the last level", text);
    }
  }

  /**
   * A filter that goes into the URI of an endpoint as it is.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  public static TopicFilter forUri(String text) {
    if (NOT_FOR_URI.matcher(text).find()) {
      throw new IllegalArgumentException(
          "expected a topic filter without ?, %, {{, a leading // and spaces other than blanks, which"
              + " a route cannot name, found \""
              + text
              + "\"");
    }
    return new TopicFilter(text);
  }

  /** The levels of the topics, with wildcards. */
  public List<String> levels() {
    return List.of(unshared().split("/", -1));
  }

  private String unshared() {
    return text.replaceFirst("^" + SHARED, "");
  }

  /** Returns true if a topic matches this filter (§4.7). */
  public boolean matches(String topic) {
    String filter = unshared();
    // wildcards do not match the broker's own topics, such as $SYS
    return !(topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#")))
        && MqttTopicFilter.of(filter).matches(MqttTopic.of(topic));
  }

  private static IllegalArgumentException invalid(String expected, String found) {
    return new IllegalArgumentException(
        "expected a topic filter (" + expected + "), found \"" + found + "\"");
  }
}
