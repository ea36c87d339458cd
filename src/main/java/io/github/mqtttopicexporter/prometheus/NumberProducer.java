package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.Origin;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Makes the body of a message the sample of one series. */
final class NumberProducer extends PrometheusProducer {

  private final Metric metric;

  NumberProducer(PrometheusEndpoint endpoint) {
    super(endpoint);
    metric = endpoint.metric().orElseThrow();
  }

  @Override
  void process(Exchange exchange, Origin origin) throws InvalidPayloadException {
    Object body = body(exchange.getMessage());
    if (body == null || body instanceof NullNode) {
      return; // the device does not know the value
    }
    double value = values.read(body);
    Map<String, String> series = labels.of(exchange, origin.topic());
    store.put(metric, List.of(sample(series, value, retainTime, origin)));
  }

  /** Returns a stream, a file and the like as text. */
  private static @Nullable Object body(Message message) throws InvalidPayloadException {
    Object body = message.getBody();
    return body == null
            || body instanceof byte[]
            || body instanceof Number
            || body instanceof JsonNode
        ? body
        : message.getMandatoryBody(String.class);
  }
}
