package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.Fraction;
import io.github.mqtttopicexporter.values.GoDuration;
import io.github.mqtttopicexporter.values.ValueReader;
import io.github.mqtttopicexporter.values.Words;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** Keep the last sample of each series for Prometheus to scrape, until it expires. */
@UriEndpoint(
    firstVersion = "1.0.0",
    scheme = "prometheus",
    title = "Prometheus",
    syntax = "prometheus:name",
    producerOnly = true,
    headersClass = PrometheusConstants.class,
    category = {Category.MONITORING})
public final class PrometheusEndpoint extends DefaultEndpoint {

  /** The endpoint that takes samples, each with a name of its own. */
  private static final String SAMPLES = "samples";

  @UriPath(
      description =
          "Name of the metric; or samples, for bodies of samples {name, value, labels, help, type,"
              + " unit, retainTime}, for which the options are defaults")
  @Metadata(required = true)
  private String name = "";

  @UriParam(description = "Help text of the metric")
  private @Nullable String help;

  @UriParam(description = "Unit of the metric, which must be a suffix of its name (OpenMetrics)")
  private @Nullable String unit;

  @UriParam(
      defaultValue = "gauge",
      description =
          "Type of the metric: gauge, counter (a total that the device keeps, exported as it is) or"
              + " unknown")
  private MetricType type = MetricType.gauge;

  @UriParam(
      description =
          "Words and dates that count as numbers, split by commas: word=number, binary (on, true,"
              + " online, open, yes are 1; off, false, offline, closed, no are 0) or timestamp (an"
              + " ISO 8601 date and time with a zone, as seconds since the epoch). Words match in"
              + " any case.")
  private String values = "";

  @UriParam(
      defaultValue = "1",
      description = "Factor of a number, such as 0.001 or 1/60; not applied to words")
  private String scale = "1";

  @UriParam(
      defaultValue = "0",
      description =
          "Added to a number after the factor, such as 273.15 or -160/9; not applied to words")
  private String offset = "0";

  @UriParam(
      prefix = "states.",
      multiValue = true,
      description =
          "The states of a state set, split by commas: a series for each, with this label; 1 for the"
              + " state in the body, 0 for the others")
  private Map<String, String> states = new TreeMap<>();

  @UriParam(
      prefix = "label.",
      multiValue = true,
      description = "Label values: a Simple expression each, evaluated for every message")
  private Map<String, String> labels = new TreeMap<>();

  @UriParam(
      prefix = "level.",
      multiValue = true,
      description = "Label values: the index of a topic level each; 0 is the first, -1 the last")
  private Map<String, String> levels = new TreeMap<>();

  @UriParam(
      description =
          "Labels by named topic levels: a topic filter with {name} for one level, or once"
              + " {name...} for one or more, such as tele/{device}/SENSOR")
  private @Nullable String topicLabels;

  @UriParam(
      description =
          "How long a series outlives its last sample: a Go duration such as 90s or 1h30m; 0 is for"
              + " ever. Default: the retainTime of the component.")
  private String retainTime = "";

  @UriParam(
      defaultValue = "accept",
      description =
          "Treatment of retained messages: accept, ignore, or keepAge (the value is updated, but the"
              + " expiry of an existing series is not; a new series lives for one retainTime)")
  private Retained retained = Retained.accept;

  @UriParam(
      description =
          "Metrics to drop while this one is 0 (device offline), such as room_*, split by commas:"
              + " their series that carry the same labels are removed, and retained messages make"
              + " none")
  private @Nullable String closes;

  PrometheusEndpoint(String uri, PrometheusComponent component) {
    super(uri, component);
  }

  @Override
  public PrometheusComponent getComponent() {
    return (PrometheusComponent) super.getComponent();
  }

  SeriesStore store() {
    return getComponent().store();
  }

  private boolean takesSamples() {
    return name.equals(SAMPLES);
  }

  private Metric metric() {
    return Metric.of(name, type, help, unit);
  }

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if one of them is not as expected, or another endpoint
   *     describes the metric differently
   */
  void check() {
    createProducer();
    if (!takesSamples()) {
      getComponent().describe(this, metric());
    }
  }

  @Override
  public PrometheusProducer createProducer() {
    Duration retain = GoDuration.parse(retainTime);
    MessageLabels messageLabels = new MessageLabels(this);
    ValueReader reader =
        new ValueReader(
            new Words(values), Fraction.parse("scale", scale), Fraction.parse("offset", offset));
    MetricPattern closed = closes == null ? null : new MetricPattern(closes);
    if (!states.isEmpty()) {
      requireStatesOnly(reader, closed);
      Map.Entry<String, String> set = states.entrySet().iterator().next();
      List<String> all = StateSetProducer.states(set.getValue());
      return new StateSetProducer(this, metric(), messageLabels, set.getKey(), all, retain);
    }
    return takesSamples()
        ? new SamplesProducer(
            this,
            messageLabels,
            reader,
            new SamplesProducer.Defaults(type, help, unit, retain),
            closed)
        : new NumberProducer(this, metric(), messageLabels, reader, retain, closed);
  }

  private void requireStatesOnly(ValueReader reader, @Nullable MetricPattern closed) {
    if (states.size() > 1) {
      throw new IllegalArgumentException(
          "expected one label of states, found " + String.join(" and ", states.keySet()));
    }
    if (takesSamples() || !reader.isPlain() || closed != null) {
      throw new IllegalArgumentException(
          "states cannot be combined with samples, values, scale, offset or closes");
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (!takesSamples()) {
      getComponent().describe(this, metric()); // again, after a stop
    }
  }

  @Override
  protected void doStop() throws Exception {
    getComponent().forget(this);
    super.doStop();
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("prometheus: cannot be used in from, only in to");
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public @Nullable String getHelp() {
    return help;
  }

  public void setHelp(@Nullable String help) {
    this.help = help;
  }

  public @Nullable String getUnit() {
    return unit;
  }

  public void setUnit(@Nullable String unit) {
    this.unit = unit;
  }

  public MetricType getType() {
    return type;
  }

  public void setType(MetricType type) {
    this.type = type;
  }

  public String getValues() {
    return values;
  }

  public void setValues(String values) {
    this.values = values;
  }

  public String getScale() {
    return scale;
  }

  public void setScale(String scale) {
    this.scale = scale;
  }

  public String getOffset() {
    return offset;
  }

  public void setOffset(String offset) {
    this.offset = offset;
  }

  public Map<String, String> getStates() {
    return states;
  }

  public void setStates(Map<String, String> states) {
    this.states = new TreeMap<>(states);
  }

  public Map<String, String> getLabels() {
    return labels;
  }

  public void setLabels(Map<String, String> labels) {
    this.labels = new TreeMap<>(labels);
  }

  public Map<String, String> getLevels() {
    return levels;
  }

  public void setLevels(Map<String, String> levels) {
    this.levels = new TreeMap<>(levels);
  }

  public @Nullable String getTopicLabels() {
    return topicLabels;
  }

  public void setTopicLabels(@Nullable String topicLabels) {
    this.topicLabels = topicLabels;
  }

  public String getRetainTime() {
    return retainTime;
  }

  public void setRetainTime(String retainTime) {
    this.retainTime = retainTime;
  }

  public Retained getRetained() {
    return retained;
  }

  public void setRetained(Retained retained) {
    this.retained = retained;
  }

  public @Nullable String getCloses() {
    return closes;
  }

  public void setCloses(@Nullable String closes) {
    this.closes = closes;
  }
}
