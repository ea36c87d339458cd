package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Sample;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Makes a state set of the body of a message: a series for each state, 1 for the state in the body
 * and 0 for the others. A body that is not listed is rejected and sets all to 0, since the last
 * state is over.
 */
final class StateSetProducer extends PrometheusProducer {

  private final SeriesStore store;
  private final Metric metric;
  private final MessageLabels labels;
  private final String label;
  private final List<String> states;
  private final Duration retainTime;

  StateSetProducer(
      PrometheusEndpoint endpoint,
      Metric metric,
      MessageLabels labels,
      String label,
      List<String> states,
      Duration retainTime) {
    super(endpoint);
    this.store = endpoint.store();
    this.metric = metric;
    this.labels = labels;
    this.label = label;
    this.states = states;
    this.retainTime = retainTime;
  }

  /**
   * Reads a list of states.
   *
   * @throws IllegalArgumentException if one is empty or there twice
   */
  static List<String> states(String list) {
    List<String> states = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      String state = part.strip();
      if (state.isEmpty() || states.stream().anyMatch(state::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "expected different states such as open,closed, found \"" + list + "\"");
      }
      states.add(state);
    }
    return states;
  }

  @Override
  void process(Exchange exchange, Origin origin) {
    Object body = exchange.getMessage().getBody();
    String text = ValueReader.text(body);
    if (text == null) {
      throw unlisted(ValueReader.name(body));
    }
    String current = text.strip();
    Labels series = labels.of(exchange, origin.topic());
    List<Sample> samples = new ArrayList<>();
    for (String state : states) {
      double value = state.equalsIgnoreCase(current) ? 1 : 0;
      samples.add(sample(series.and(label, state), value, retainTime, origin, null));
    }
    store.put(metric, samples);
    if (states.stream().noneMatch(current::equalsIgnoreCase)) {
      throw unlisted(Excerpt.of(current));
    }
  }

  private RejectedException unlisted(String found) {
    return RejectedException.invalid(
        "expected one of " + String.join(", ", states) + ", found " + found);
  }
}
