package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.ValueReader;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Makes the body of a message the sample of one series. */
final class NumberProducer extends PrometheusProducer {

  private final SeriesStore store;
  private final Metric metric;
  private final MessageLabels labels;
  private final ValueReader values;
  private final Duration retainTime;
  private final @Nullable MetricPattern closes;

  NumberProducer(
      PrometheusEndpoint endpoint,
      Metric metric,
      MessageLabels labels,
      ValueReader values,
      Duration retainTime,
      @Nullable MetricPattern closes) {
    super(endpoint);
    this.store = endpoint.store();
    this.metric = metric;
    this.labels = labels;
    this.values = values;
    this.retainTime = retainTime;
    this.closes = closes;
  }

  @Override
  void process(Exchange exchange, Origin origin) throws InvalidPayloadException {
    Object body = body(exchange.getMessage());
    if (body == null || body instanceof NullNode) {
      return; // the device does not know the value
    }
    double value = values.read(body);
    Labels series = labels.of(exchange, origin.topic());
    store.put(metric, List.of(sample(series, value, retainTime, origin, closes)));
  }

  private static @Nullable Object body(Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    return body == null
            || body instanceof byte[]
            || body instanceof Number
            || body instanceof Boolean
            || body instanceof CharSequence
            || body instanceof JsonNode
        ? body
        : message.getMandatoryBody(Double.class);
  }
}
