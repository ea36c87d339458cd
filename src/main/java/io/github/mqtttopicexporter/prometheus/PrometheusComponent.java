package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Metric;
import io.github.mqtttopicexporter.series.MetricType;
import io.github.mqtttopicexporter.series.SeriesStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/**
 * Creates {@code prometheus:} endpoints. Their series are in the {@link SeriesStore} that is bound
 * in the registry of the context.
 */
@Component("prometheus")
public final class PrometheusComponent extends DefaultComponent {

  /** How often expired series are freed when nobody scrapes. */
  private static final long SWEEP_SECONDS = 10;

  @Metadata(
      defaultValue = "1m",
      description =
          "How long a series outlives its last sample if its endpoint has no retainTime: a Go"
              + " duration such as 90s or 1h30m; 0 is for ever.")
  private String retainTime = "1m";

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    Options options =
        new Options(
            remaining,
            getAndRemoveParameter(parameters, "help", String.class),
            getAndRemoveParameter(parameters, "unit", String.class),
            getAndRemoveParameter(parameters, "type", MetricType.class, MetricType.gauge),
            getAndRemoveParameter(parameters, "values", String.class, ""),
            getAndRemoveParameter(parameters, "scale", String.class, "1"),
            getAndRemoveParameter(parameters, "offset", String.class, "0"),
            extract(parameters, "states."),
            extract(parameters, "label."),
            extract(parameters, "level."),
            getAndRemoveParameter(parameters, "topicLabels", String.class),
            getAndRemoveParameter(parameters, "retainTime", String.class, retainTime),
            getAndRemoveParameter(parameters, "retained", Retained.class, Retained.accept),
            getAndRemoveParameter(parameters, "closes", String.class));
    PrometheusEndpoint endpoint = new PrometheusEndpoint(uri, this, options);
    endpoint.createProducer(); // finds a mistake now, while Camel knows the step that made it
    endpoint.metric().ifPresent(this::requireAgreement);
    return endpoint;
  }

  private static Map<String, String> extract(Map<String, Object> parameters, String prefix) {
    Map<String, String> options = new TreeMap<>();
    PropertiesHelper.extractProperties(parameters, prefix)
        .forEach((name, value) -> options.put(name, value.toString()));
    return options;
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    BodyConverters.register(getCamelContext().getTypeConverterRegistry());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    // the context ends it with itself
    var unused =
        getCamelContext()
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "PrometheusSweep")
            .scheduleWithFixedDelay(store()::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  SeriesStore store() {
    return CamelContextHelper.mandatoryFindSingleByType(getCamelContext(), SeriesStore.class);
  }

  private void requireAgreement(Metric metric) {
    metrics()
        .filter(other -> other.familyName().equals(metric.familyName()))
        .forEach(other -> other.requireAgreement(metric));
  }

  /** Has the store describe all metrics as the endpoints do. */
  public void describeMetrics() {
    metrics().forEach(store()::describe);
  }

  private Stream<Metric> metrics() {
    return getCamelContext().getEndpoints().stream()
        .filter(PrometheusEndpoint.class::isInstance)
        .map(endpoint -> ((PrometheusEndpoint) endpoint).metric())
        .flatMap(Optional::stream);
  }

  public String getRetainTime() {
    return retainTime;
  }

  public void setRetainTime(String retainTime) {
    this.retainTime = retainTime;
  }
}
