package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Sample;
import java.time.Duration;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Makes samples of a message. Thread-safe. */
abstract class PrometheusProducer extends DefaultProducer {

  private final Retained retained;

  PrometheusProducer(PrometheusEndpoint endpoint) {
    super(endpoint);
    this.retained = endpoint.getRetained();
  }

  @Override
  public final void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Origin origin =
        new Origin(
            Objects.requireNonNullElse(exchange.getFromRouteId(), ""),
            message.getHeader(PrometheusConstants.TOPIC) instanceof String topic ? topic : null,
            Boolean.TRUE.equals(message.getHeader(PrometheusConstants.RETAINED)));
    if (!origin.retained() || retained != Retained.ignore) {
      process(exchange, origin);
    }
  }

  /**
   * Puts the samples of a message into the store.
   *
   * @throws Exception if the message is rejected, or one of its samples: the first of them
   */
  abstract void process(Exchange exchange, Origin origin) throws Exception;

  final Sample sample(
      Labels labels,
      double value,
      Duration retainTime,
      Origin origin,
      @Nullable MetricPattern closes) {
    boolean keepsAge = origin.retained() && retained == Retained.keepAge;
    return new Sample(labels, value, retainTime, origin, keepsAge, closes);
  }
}
