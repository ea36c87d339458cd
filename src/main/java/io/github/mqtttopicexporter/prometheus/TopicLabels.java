package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The option {@code topicLabels}: a topic filter with names for its levels, such as {@code
 * zigbee/{device...}/state}.
 */
final class TopicLabels {

  private static final String LEVEL = "(\\+|\\{[^{}/]*}|[^{}+#/]*)";
  private static final Pattern SYNTAX =
      Pattern.compile("(?!.*\\.{3}}.*(\\.{3}}|#))(" + LEVEL + "/)*(" + LEVEL + "|#)");
  private static final Pattern NAMED = Pattern.compile("\\{(.*?)(\\.{3})?}");

  private final String template;

  /** The labels, in the order of the groups that match their values. */
  private final List<String> names = new ArrayList<>();

  /** Each level begins with a slash, the first one too. */
  private final Pattern levels;

  /** Throws an IllegalArgumentException if the option is not as expected. */
  TopicLabels(String option) {
    // Camel reads the + of a URI as a space
    template = option.replaceAll("(?<=^|/) (?=/|$)", "+");
    if (!SYNTAX.matcher(template).matches()) {
      throw new IllegalArgumentException(
          "expected a topic filter with {name} for a level, or once {name...} for several, found \""
              + template
              + "\"");
    }
    StringBuilder regex = new StringBuilder("(?s)");
    for (String level : template.split("/", -1)) {
      Matcher named = NAMED.matcher(level);
      if (named.matches()) {
        names.add(Names.requireLabelName(named.group(1)));
        regex.append(named.group(2) == null ? "/([^/]*+)" : "/(.*)");
      } else {
        regex.append(
            switch (level) {
              case "+" -> "/[^/]*+";
              case "#" -> "(/.*)?";
              default -> "/" + Pattern.quote(level);
            });
      }
    }
    levels = Pattern.compile(regex.toString());
  }

  List<String> names() {
    return names;
  }

  /** Whether a topic can match that a filter with these levels matches too. */
  boolean canMatch(List<String> filter) {
    return canMatch(List.of(template.split("/", -1)), filter);
  }

  private static boolean canMatch(List<String> template, List<String> filter) {
    if (template.isEmpty() || filter.isEmpty()) {
      List<String> rest = template.isEmpty() ? filter : template;
      return rest.isEmpty() || rest.get(0).equals("#");
    }
    String level = template.get(0);
    if (level.equals("#") || filter.get(0).equals("#")) {
      return true;
    }
    List<String> others = template.subList(1, template.size());
    if (level.endsWith("...}")) {
      return IntStream.rangeClosed(1, filter.size())
          .anyMatch(taken -> canMatch(others, filter.subList(taken, filter.size())));
    }
    boolean isAny = level.equals("+") || level.startsWith("{") || filter.get(0).equals("+");
    return (isAny || level.equals(filter.get(0)))
        && canMatch(others, filter.subList(1, filter.size()));
  }

  /**
   * Adds the levels of a topic that have names.
   *
   * @throws RejectedException if the topic does not match
   */
  void addTo(Map<String, String> labels, @Nullable String topic) {
    Matcher found = levels.matcher("/" + topic);
    if (topic == null || !found.matches()) {
      throw RejectedException.invalid(
          "expected a topic of %s, found %s"
              .formatted(template, topic == null ? "none" : Excerpt.of(topic)));
    }
    for (int i = 0; i < names.size(); i++) {
      labels.put(names.get(i), found.group(i + 1));
    }
  }

  @Override
  public String toString() {
    return template;
  }
}
