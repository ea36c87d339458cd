package io.github.mqtttopicexporter.values;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
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

  /** Camel reads them in its own way, and Java takes no other spaces. */
  private static final Pattern NOT_FOR_URI =
      Pattern.compile("[?%\\p{Cc}\\p{Z}&&[^ ]]|\\{\\{|^//|^ | $");

  /**
   * Checks the filter.
   *
   * @throws IllegalArgumentException if it is not a topic filter
   */
  public TopicFilter {
    try {
      var unused = MqttTopicFilter.of(text);
    } catch (IllegalArgumentException ignored) { // its words quote a long text in part
      throw new IllegalArgumentException(
          "expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter),"
              + " found \""
              + text
              + "\"");
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
    return MqttTopicFilter.of(text).getLevels();
  }

  /** Returns true if a topic matches this filter (§4.7). */
  public boolean matches(String topic) {
    // wildcards do not match the broker's own topics, such as $SYS
    return !(topic.startsWith("$") && levels().get(0).matches("[+#]"))
        && MqttTopicFilter.of(text).matches(MqttTopic.of(topic));
  }
}
