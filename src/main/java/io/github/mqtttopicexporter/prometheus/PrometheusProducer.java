package io.github.mqtttopicexporter.prometheus;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Takes the body of a message as the sample of one series. Thread-safe. */
final class PrometheusProducer extends DefaultProducer {

  /** Names that start with two underscores are Prometheus's own. */
  private static final Pattern LABEL_NAME = Pattern.compile("(?!__)[a-zA-Z_][a-zA-Z0-9_]*");

  private final SeriesStore store;
  private final SeriesStore.Family family;
  private final Duration retainTime;
  private final String[] labelNames;
  private final Expression[] labelValues;

  PrometheusProducer(
      PrometheusEndpoint endpoint,
      SeriesStore store,
      SeriesStore.Family family,
      Duration retainTime) {
    super(endpoint);
    this.store = store;
    this.family = family;
    this.retainTime = retainTime;
    Map<String, String> labels = endpoint.getLabels();
    this.labelNames =
        labels.keySet().stream().map(PrometheusProducer::checked).toArray(String[]::new);
    CamelContext context = endpoint.getCamelContext();
    this.labelValues =
        labels.values().stream()
            .map(value -> context.resolveLanguage("simple").createExpression(value))
            .toArray(Expression[]::new);
  }

  private static String checked(String labelName) {
    if (!LABEL_NAME.matcher(labelName).matches()) {
      throw new IllegalArgumentException(
          "expected a label name of letters, digits and _, found \"" + labelName + "\"");
    }
    return labelName;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    store.put(family, labels(exchange), value(exchange.getMessage()), retainTime);
  }

  private static double value(Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    if (body == null || body instanceof Boolean) {
      // Camel would take true for 1, which a payload of true is not
      throw new NumberFormatException(
          "expected a number, found " + (body == null ? "nothing" : body));
    }
    return message.getMandatoryBody(Double.class);
  }

  private Labels labels(Exchange exchange) {
    String[] values = new String[labelValues.length];
    for (int i = 0; i < values.length; i++) {
      String value = labelValues[i].evaluate(exchange, String.class);
      // a label with an empty value is the same as no label, as Prometheus has it
      values[i] = value == null ? "" : value;
    }
    return Labels.of(labelNames, values);
  }
}
