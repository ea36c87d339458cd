package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Sample;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Makes a state set of the body of a message: a series for each state, 1 for the state in the body
 * and 0 for the others. A body that is not listed is rejected and sets all to 0, since the last
 * state is over.
 */
final class StateSetProducer extends PrometheusProducer {

  private final Metric metric;
  private final String label;
  private final List<String> states = new ArrayList<>();

  /** Throws an IllegalArgumentException if an option is not as expected, or not for states. */
  StateSetProducer(PrometheusEndpoint endpoint) {
    super(endpoint);
    Options options = endpoint.options();
    if (options.states().size() > 1) {
      throw new IllegalArgumentException(
          "expected one label of states, found " + String.join(" and ", options.states().keySet()));
    }
    if (endpoint.takesSamples() || !values.isPlain() || options.closes() != null) {
      throw new IllegalArgumentException(
          "states cannot be combined with samples, values, scale, offset or closes");
    }
    metric = endpoint.metric().orElseThrow();
    Map.Entry<String, String> set = options.states().entrySet().iterator().next();
    label = set.getKey();
    for (String part : set.getValue().split(",", -1)) {
      String state = part.strip();
      if (state.isEmpty() || states.stream().anyMatch(state::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "expected different states such as open,closed, found \"" + set.getValue() + "\"");
      }
      states.add(state);
    }
  }

  @Override
  void process(Exchange exchange, Origin origin) {
    Object body = exchange.getMessage().getBody();
    String text = ValueReader.text(body);
    if (text == null) {
      throw unlisted(body);
    }
    String current = text.strip();
    Map<String, String> series = labels.of(exchange, origin.topic());
    List<Sample> samples = new ArrayList<>();
    for (String state : states) {
      series.put(label, state);
      samples.add(sample(series, state.equalsIgnoreCase(current) ? 1 : 0, retainTime, origin));
    }
    store.put(metric, samples);
    if (states.stream().noneMatch(current::equalsIgnoreCase)) {
      throw unlisted(body);
    }
  }

  private RejectedException unlisted(@Nullable Object found) {
    return RejectedException.invalid(
        "expected one of %s, found %s"
            .formatted(String.join(", ", states), ValueReader.excerpt(found)));
  }
}
