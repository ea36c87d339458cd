package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.values.GoDuration;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of the body of a message; each has a name, a value and labels of its own. The
 * options apply where a sample lacks the field.
 */
final class SamplesProducer extends PrometheusProducer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Options options;

  SamplesProducer(PrometheusEndpoint endpoint) {
    super(endpoint);
    options = endpoint.options();
  }

  @Override
  void process(Exchange exchange, Origin origin) {
    JsonNode json = json(exchange.getMessage().getBody());
    if (json.isNull()) {
      return;
    }
    Map<String, String> shared = labels.of(exchange, origin.topic());
    if (!json.isArray()) {
      put(json, shared, origin);
      return;
    }
    RejectedException first = null;
    for (int i = 0; i < json.size(); i++) {
      try {
        put(json.get(i), shared, origin);
      } catch (RejectedException e) {
        if (first == null) {
          first = e.at("sample " + (i + 1) + " of " + json.size());
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private void put(JsonNode json, Map<String, String> shared, Origin origin) {
    if (json.isNull()) {
      return;
    }
    SampleFields fields = new SampleFields(json);
    JsonNode found = fields.value();
    if (found == null) {
      return;
    }
    Metric metric =
        Metric.of(
            Names.metricName(fields.name()),
            fields
                .read("type", "gauge, counter or unknown", MetricType::valueOf)
                .orElse(options.type()),
            fields.text("help").orElse(options.help()),
            fields.text("unit").orElse(options.unit()));
    Map<String, String> series = new LinkedHashMap<>(shared);
    fields.addLabels(series);
    Duration time =
        fields
            .read("retainTime", "a duration such as 90s, 1h30m or 0", GoDuration::parse)
            .orElse(retainTime);
    store.put(metric, List.of(sample(series, values.read(found), time, origin)));
  }

  private static JsonNode json(@Nullable Object body) {
    try {
      JsonNode json = parse(body);
      if (!json.isMissingNode()) {
        return json;
      }
    } catch (IOException | IllegalArgumentException ignored) {
      // told below
    }
    throw RejectedException.invalid("expected samples as JSON, found " + ValueReader.excerpt(body));
  }

  private static JsonNode parse(@Nullable Object body) throws IOException {
    if (body instanceof JsonNode json) {
      return json; // from jq
    }
    if (body instanceof byte[] payload) {
      return JSON.readTree(payload);
    }
    return body instanceof CharSequence ? JSON.readTree(body.toString()) : JSON.valueToTree(body);
  }
}
