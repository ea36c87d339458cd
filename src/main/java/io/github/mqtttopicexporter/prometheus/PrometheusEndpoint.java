package io.github.mqtttopicexporter.prometheus;

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
    category = {Category.MONITORING})
public final class PrometheusEndpoint extends DefaultEndpoint {

  @UriPath(description = "Name of the metric")
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
      prefix = "label.",
      multiValue = true,
      description = "Label values: a Simple expression each, evaluated for every message")
  private Map<String, String> labels = new TreeMap<>();

  @UriParam(
      description =
          "How long a series outlives its last sample: a Go duration such as 90s or 1h30m. 0 is for"
              + " ever. By default what the component says.")
  private String retainTime = "";

  PrometheusEndpoint(String uri, PrometheusComponent component) {
    super(uri, component);
  }

  @Override
  public PrometheusProducer createProducer() {
    SeriesStore store = ((PrometheusComponent) getComponent()).store();
    return new PrometheusProducer(
        this, store, store.declare(name, type, help, unit), GoDuration.parse(retainTime));
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("prometheus: can only stand in a to, not in a from");
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

  public Map<String, String> getLabels() {
    return labels;
  }

  public void setLabels(Map<String, String> labels) {
    this.labels = new TreeMap<>(labels);
  }

  public String getRetainTime() {
    return retainTime;
  }

  public void setRetainTime(String retainTime) {
    this.retainTime = retainTime;
  }
}
