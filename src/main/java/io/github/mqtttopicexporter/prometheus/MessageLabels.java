package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the samples of a message: from Simple expressions and from its topic. Thread-safe.
 */
final class MessageLabels {

  private final Map<String, Expression> expressions = new TreeMap<>();
  private final Map<String, Integer> levels = new TreeMap<>();
  private final @Nullable TopicLabels topicLabels;

  /** Throws an IllegalArgumentException if an option is not as expected. */
  MessageLabels(CamelContext context, Options options) {
    options
        .labels()
        .forEach(
            (name, value) ->
                expressions.put(name, context.resolveLanguage("simple").createExpression(value)));
    options.levels().forEach((name, index) -> levels.put(name, index(index)));
    topicLabels = options.topicLabels() == null ? null : new TopicLabels(options.topicLabels());
    Set<String> seen = new TreeSet<>();
    Stream.of(
            options.states().keySet(),
            options.labels().keySet(),
            options.levels().keySet(),
            topicLabels == null ? List.<String>of() : topicLabels.names())
        .flatMap(names -> names.stream())
        .forEach(
            name -> {
              if (!seen.add(Names.requireLabelName(name))) {
                throw new IllegalArgumentException(
                    "expected each label once, found \"" + name + "\" twice");
              }
            });
  }

  private static int index(String text) {
    if (!text.matches("-?[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "expected the index of a topic level such as 0 or -1, found \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  /**
   * Checks that a topic of a filter can have the labels.
   *
   * @throws IllegalArgumentException if none can
   */
  void requireTopicsOf(TopicFilter filter) {
    List<String> all = filter.levels();
    boolean isOpen = all.get(all.size() - 1).equals("#");
    levels.forEach(
        (name, index) -> {
          if (!isOpen && (index >= all.size() || index < -all.size())) {
            throw new IllegalArgumentException(
                "expected a level that %s has, found \"%d\"".formatted(filter.text(), index));
          }
        });
    if (topicLabels != null && !topicLabels.canMatch(all)) {
      throw new IllegalArgumentException(
          "expected topicLabels that %s matches, found \"%s\""
              .formatted(filter.text(), topicLabels));
    }
  }

  /**
   * Returns the labels of a message in a new map.
   *
   * @throws RejectedException if an expression fails, or the topic does not match
   */
  Map<String, String> of(Exchange exchange, @Nullable String topic) {
    Map<String, String> labels = new LinkedHashMap<>();
    expressions.forEach((name, expression) -> labels.put(name, value(name, expression, exchange)));
    if (!levels.isEmpty() && topic != null) {
      String[] all = topic.split("/", -1);
      levels.forEach(
          (name, level) -> {
            int index = level < 0 ? all.length + level : level;
            labels.put(name, index >= 0 && index < all.length ? all[index] : "");
          });
    }
    if (topicLabels != null) {
      topicLabels.addTo(labels, topic);
    }
    return labels;
  }

  private static String value(String name, Expression expression, Exchange exchange) {
    try {
      return Objects.requireNonNullElse(expression.evaluate(exchange, String.class), "");
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String why = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
      throw new RejectedException(RejectedException.Reason.failed, "label." + name + ": " + why);
    }
  }
}
