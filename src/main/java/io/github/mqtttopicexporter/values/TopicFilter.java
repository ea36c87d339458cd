package io.github.mqtttopicexporter.values;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    List<String> levels = Arrays.asList(text.split("/", -1));
    if (levels.get(0).equals("$share")) {
      if (levels.size() < 3
          || !levels.get(1).matches("[^+#]+")
          || (levels.size() == 3 && levels.get(2).isEmpty())) {
        throw invalid("$share/group/filter", text);
      }
      levels = levels.subList(2, levels.size());
    }
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      if (level.contains("+") && !level.equals("+")) {
        throw invalid("+ to be a whole level", text);
      }
      if (level.contains("#") && !(level.equals("#") && i == levels.size() - 1)) {
        throw invalid("# to be the last level", text);
      }
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

  /** Returns true if a topic matches this filter (§4.7). */
  public boolean matches(String topic) {
    List<String> wanted = Arrays.asList(text.split("/", -1));
    if (wanted.get(0).equals("$share")) {
      wanted = wanted.subList(2, wanted.size());
    }
    if (topic.startsWith("$") && List.of("+", "#").contains(wanted.get(0))) {
      return false; // wildcards do not match the broker's own topics, such as $SYS
    }
    List<String> levels = Arrays.asList(topic.split("/", -1));
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).equals("#")) {
        return true; // # matches the level above, too
      }
      if (i == levels.size()
          || !(wanted.get(i).equals("+") || wanted.get(i).equals(levels.get(i)))) {
        return false;
      }
    }
    return wanted.size() == levels.size();
  }

  private static IllegalArgumentException invalid(String expected, String found) {
    return new IllegalArgumentException(
        "expected a topic filter (" + expected + "), found \"" + found + "\"");
  }
}
