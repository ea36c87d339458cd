package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Names;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.ValueReader;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Makes samples of the body of a message; each has a name, a value and labels of its own. */
final class SamplesProducer extends PrometheusProducer {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** The options that apply where a sample lacks the field. */
  record Defaults(
      MetricType type, @Nullable String help, @Nullable String unit, Duration retainTime) {}

  private final SeriesStore store;
  private final MessageLabels labels;
  private final ValueReader values;
  private final Defaults defaults;
  private final @Nullable MetricPattern closes;

  SamplesProducer(
      PrometheusEndpoint endpoint,
      MessageLabels labels,
      ValueReader values,
      Defaults defaults,
      @Nullable MetricPattern closes) {
    super(endpoint);
    this.store = endpoint.store();
    this.labels = labels;
    this.values = values;
    this.defaults = defaults;
    this.closes = closes;
  }

  @Override
  void process(Exchange exchange, Origin origin) {
    JsonNode json = json(exchange.getMessage().getBody());
    if (json.isNull()) {
      return;
    }
    Map<String, String> shared = labels.map(exchange, origin.topic());
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
            fields.type(defaults.type()),
            fields.text("help", defaults.help()),
            fields.text("unit", defaults.unit()));
    Map<String, String> all = new LinkedHashMap<>(shared);
    fields.addLabels(all);
    Duration retainTime = fields.retainTime(defaults.retainTime());
    double value = values.read(found);
    store.put(metric, List.of(sample(Labels.of(all), value, retainTime, origin, closes)));
  }

  private static JsonNode json(@Nullable Object body) {
    try {
      if (body instanceof JsonNode json) {
        return json; // from jq
      }
      if (body instanceof byte[] payload) {
        return parsed(JSON.readTree(payload));
      }
      return body instanceof CharSequence
          ? parsed(JSON.readTree(body.toString()))
          : JSON.valueToTree(body);
    } catch (RejectedException e) {
      throw e;
    } catch (IOException | IllegalArgumentException ignored) {
      String text = ValueReader.text(body);
      throw RejectedException.invalid(
          "expected samples as JSON, found "
              + (text == null ? ValueReader.name(body) : Excerpt.of(text)));
    }
  }

  private static JsonNode parsed(JsonNode json) {
    if (json.isMissingNode()) {
      throw RejectedException.invalid("expected samples as JSON, found nothing");
    }
    return json;
  }
}
