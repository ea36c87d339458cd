package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.InvalidSampleException;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.ValueReader;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Takes the body of a message as the current one of a few states: a series for each of them, or
 * none beyond a limit. No state is current while the body is none of them: what was is known to be
 * over.
 */
final class StateSetIntake implements Intake {

  private final SeriesStore store;
  private final Metric metric;
  private final MessageLabels labels;
  private final String label;
  private final List<String> states = new ArrayList<>();
  private final Duration retainTime;

  /**
   * Reads a list of states.
   *
   * @throws IllegalArgumentException if one is empty or there twice
   */
  StateSetIntake(
      SeriesStore store,
      Metric metric,
      MessageLabels labels,
      String label,
      String list,
      Duration retainTime) {
    this.store = store;
    this.metric = metric;
    this.labels = labels;
    this.label = label;
    this.retainTime = retainTime;
    for (String part : list.split(",", -1)) {
      String state = part.strip();
      if (state.isEmpty() || states.stream().anyMatch(state::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "expected different states such as open,closed, found \"" + list + "\"");
      }
      states.add(state);
    }
  }

  @Override
  public void take(Exchange exchange, Origin origin, boolean keepAge) {
    Object body = exchange.getMessage().getBody();
    String text = ValueReader.text(body);
    if (text == null) {
      throw unlisted(ValueReader.name(body));
    }
    String current = text.strip();
    Labels series = labels.of(exchange, origin.topic());
    Map<Labels, Double> values = new HashMap<>();
    for (String state : states) {
      values.put(series.add(label, state), state.equalsIgnoreCase(current) ? 1.0 : 0.0);
    }
    store.putAll(metric, values, retainTime, origin, keepAge);
    if (!values.containsValue(1.0)) {
      throw unlisted(Excerpt.of(current));
    }
  }

  private InvalidSampleException unlisted(String found) {
    return new InvalidSampleException(
        "expected one of " + String.join(", ", states) + ", found " + found);
  }
}
