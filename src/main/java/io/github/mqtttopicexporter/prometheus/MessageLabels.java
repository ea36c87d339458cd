package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.values.RejectedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the samples of a message: from Simple expressions and from its topic. Thread-safe.
 */
final class MessageLabels {

  private final List<String> names = new ArrayList<>();
  private final List<Expression> expressions;
  private final List<Integer> levels;
  private final @Nullable TopicLabels topicLabels;

  /**
   * Reads the options of an endpoint.
   *
   * @throws IllegalArgumentException if they are not as expected
   */
  MessageLabels(PrometheusEndpoint endpoint) {
    CamelContext context = endpoint.getCamelContext();
    names.addAll(endpoint.getLabels().keySet());
    expressions =
        endpoint.getLabels().values().stream()
            .map(value -> context.resolveLanguage("simple").createExpression(value))
            .toList();
    names.addAll(endpoint.getLevels().keySet());
    levels = endpoint.getLevels().values().stream().map(MessageLabels::index).toList();
    String template = endpoint.getTopicLabels();
    topicLabels = template == null ? null : new TopicLabels(template);
    if (topicLabels != null) {
      names.addAll(topicLabels.names());
    }
    Set<String> seen = new HashSet<>(endpoint.getStates().keySet());
    seen.forEach(Names::requireLabelName);
    for (String name : names) {
      if (!seen.add(Names.requireLabelName(name))) {
        throw new IllegalArgumentException(
            "expected each label once, found \"" + name + "\" twice");
      }
    }
  }

  private static int index(String text) {
    if (!text.matches("-?[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "expected the index of a topic level such as 0 or -1, found \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }

  /**
   * Returns the labels of a message.
   *
   * @throws RejectedException if its topic does not match
   */
  Labels of(Exchange exchange, @Nullable String topic) {
    return Labels.of(names, values(exchange, topic));
  }

  /** Returns the labels of a message by their names. */
  Map<String, String> map(Exchange exchange, @Nullable String topic) {
    List<String> values = values(exchange, topic);
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      map.put(names.get(i), values.get(i));
    }
    return map;
  }

  private List<String> values(Exchange exchange, @Nullable String topic) {
    List<String> values = new ArrayList<>(names.size());
    for (Expression expression : expressions) {
      String value = expression.evaluate(exchange, String.class);
      values.add(value == null ? "" : value);
    }
    if (!levels.isEmpty()) {
      String[] all = topic == null ? new String[0] : topic.split("/", -1);
      for (int level : levels) {
        int index = level < 0 ? all.length + level : level;
        values.add(index >= 0 && index < all.length ? all[index] : "");
      }
    }
    if (topicLabels != null) {
      values.addAll(topicLabels.values(topic));
    }
    return values;
  }
}
