package io.github.mqtttopicexporter.prometheus;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.series.InvalidSampleException;
import io.github.mqtttopicexporter.series.LabelName;
import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.SampleRefusedException;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.NotANumberException;
import io.github.mqtttopicexporter.values.ValueReader;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Takes the body of a message as samples, each with its name, its value and its labels. */
final class SamplesIntake implements Intake {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What the endpoint says of samples that do not say it themselves. */
  record Defaults(
      MetricType type, @Nullable String help, @Nullable String unit, Duration retainTime) {}

  private record Described(
      String name, MetricType type, @Nullable String help, @Nullable String unit) {

    private Metric metric() {
      return Metric.of(Metric.cleaned(name), type, help, unit);
    }

    private int length() {
      return name.length() + (help == null ? 0 : help.length());
    }
  }

  private final SeriesStore store;
  private final MessageLabels labels;
  private final ValueReader values;
  private final Defaults defaults;
  private final @Nullable MetricPattern closes;
  private final Memo<Described, Metric> metrics = new Memo<>(Described::metric, Described::length);
  private final Memo<String, String> labelNames = new Memo<>(LabelName::cleaned, String::length);

  SamplesIntake(
      SeriesStore store,
      MessageLabels labels,
      ValueReader values,
      Defaults defaults,
      @Nullable MetricPattern closes) {
    this.store = store;
    this.labels = labels;
    this.values = values;
    this.defaults = defaults;
    this.closes = closes;
  }

  @Override
  public void take(Exchange exchange, Origin origin, boolean keepAge) {
    JsonNode json = json(exchange.getMessage().getBody());
    if (json.isNull()) {
      return;
    }
    Map<String, String> shared = labels.map(exchange, origin.topic());
    if (!json.isArray()) {
      take(json, shared, origin, keepAge);
      return;
    }
    RuntimeException first = null;
    for (int i = 0; i < json.size(); i++) {
      try {
        take(json.get(i), shared, origin, keepAge);
      } catch (SampleRefusedException | InvalidSampleException | NotANumberException e) {
        if (first == null) {
          first = placed(e, "sample " + (i + 1) + " of " + json.size() + ": ");
        } else {
          store.refusals().count(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static RuntimeException placed(RuntimeException refusal, String place) {
    if (refusal instanceof SampleRefusedException) {
      return refusal; // told alike wherever it was
    }
    String message = place + refusal.getMessage();
    return refusal instanceof NotANumberException
        ? new NotANumberException(message)
        : new InvalidSampleException(message);
  }

  private void take(JsonNode json, Map<String, String> shared, Origin origin, boolean keepAge) {
    if (json.isNull()) {
      return;
    }
    SampleFields fields = new SampleFields(json);
    JsonNode found = fields.value();
    if (found == null) {
      return;
    }
    Metric metric =
        metrics.get(
            new Described(
                fields.name(),
                fields.type(defaults.type()),
                fields.text("help", defaults.help()),
                fields.text("unit", defaults.unit())));
    Map<String, String> all = new LinkedHashMap<>(shared);
    fields.addLabels(all, labelNames);
    Labels series = MessageLabels.labels(List.copyOf(all.keySet()), new ArrayList<>(all.values()));
    double value = values.read(found);
    store.put(metric, series, value, fields.retainTime(defaults.retainTime()), origin, keepAge);
    if (closes != null && value == 0) {
      store.close(closes, metric, series);
    }
  }

  private static JsonNode json(@Nullable Object body) {
    try {
      if (body instanceof JsonNode json) {
        return json; // what jq makes
      }
      if (body instanceof byte[] payload) {
        return parsed(JSON.readTree(payload));
      }
      return body instanceof CharSequence
          ? parsed(JSON.readTree(body.toString()))
          : JSON.valueToTree(body);
    } catch (IOException | IllegalArgumentException ignored) {
      String text = ValueReader.text(body);
      throw new InvalidSampleException(
          "expected samples as JSON, found "
              + (text == null ? ValueReader.name(body) : Excerpt.of(text)));
    }
  }

  private static JsonNode parsed(JsonNode json) {
    if (json.isMissingNode()) {
      throw new InvalidSampleException("expected samples as JSON, found nothing");
    }
    return json;
  }
}
