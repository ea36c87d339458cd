package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.Optional;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/** Keep the last sample of each series for Prometheus to scrape, until it expires. */
@UriEndpoint(
    firstVersion = "1.0.0",
    scheme = "prometheus",
    title = "Prometheus",
    syntax = "prometheus:name",
    producerOnly = true,
    generateConfigurer = false, // the component reads the options
    headersClass = PrometheusConstants.class,
    category = {Category.MONITORING})
public final class PrometheusEndpoint extends DefaultEndpoint {

  /** The endpoint that takes samples, each with a name of its own. */
  private static final String SAMPLES = "samples";

  @UriParam private final Options options;

  /** Empty where each sample has its own. */
  private final Optional<Metric> metric;

  /** Throws an IllegalArgumentException if no metric can be as the options have it. */
  PrometheusEndpoint(String uri, PrometheusComponent component, Options options) {
    super(uri, component);
    this.options = options;
    metric =
        takesSamples()
            ? Optional.empty()
            : Optional.of(
                Metric.of(options.name(), options.type(), options.help(), options.unit()));
  }

  @Override
  public PrometheusComponent getComponent() {
    return (PrometheusComponent) super.getComponent();
  }

  SeriesStore store() {
    return getComponent().store();
  }

  Options options() {
    return options;
  }

  boolean takesSamples() {
    return options.name().equals(SAMPLES);
  }

  Optional<Metric> metric() {
    return metric;
  }

  /**
   * Checks that the topics of a route can have the labels.
   *
   * @throws IllegalArgumentException if none can
   */
  public void requireTopicsOf(TopicFilter filter) {
    new MessageLabels(getCamelContext(), options).requireTopicsOf(filter);
  }

  @Override
  public PrometheusProducer createProducer() {
    if (!options.states().isEmpty()) {
      return new StateSetProducer(this);
    }
    return takesSamples() ? new SamplesProducer(this) : new NumberProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("prometheus: cannot be used in from, only in to");
  }
}
