package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Labels;
import io.github.mqtttopicexporter.series.MetricPattern;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Sample;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.values.GoDuration;
import io.github.mqtttopicexporter.values.ValueReader;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Makes samples of a message. Thread-safe. */
abstract class PrometheusProducer extends DefaultProducer {

  final SeriesStore store;
  final MessageLabels labels;
  final ValueReader values;
  final Duration retainTime;
  private final Retained retained;
  private final @Nullable MetricPattern closes;

  /** Throws an IllegalArgumentException if an option is not as expected. */
  PrometheusProducer(PrometheusEndpoint endpoint) {
    super(endpoint);
    Options options = endpoint.options();
    store = endpoint.store();
    retainTime = GoDuration.parse(options.retainTime());
    labels = new MessageLabels(endpoint.getCamelContext(), options);
    values = new ValueReader(options.values(), options.scale(), options.offset());
    retained = options.retained();
    closes = options.closes() == null ? null : new MetricPattern(options.closes());
  }

  @Override
  public final void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    Origin origin =
        new Origin(
            Objects.requireNonNullElse(exchange.getFromRouteId(), ""),
            message.getHeader(PrometheusConstants.TOPIC) instanceof String topic ? topic : null,
            Boolean.TRUE.equals(message.getHeader(PrometheusConstants.RETAINED)),
            age(exchange));
    if (!origin.retained() || retained != Retained.ignore) {
      process(exchange, origin);
    }
  }

  private static Duration age(Exchange exchange) {
    return exchange.getMessage().getHeader(PrometheusConstants.TIMESTAMP) instanceof Long millis
        ? Duration.ofMillis(Math.max(0, exchange.getClock().getCreated() - millis))
        : Duration.ZERO;
  }

  /**
   * Puts the samples of a message into the store.
   *
   * @throws Exception if the message is rejected, or one of its samples: the first of them
   */
  abstract void process(Exchange exchange, Origin origin) throws Exception;

  final Sample sample(Map<String, String> series, double value, Duration time, Origin origin) {
    boolean keepsAge = origin.retained() && retained == Retained.keepAge;
    return new Sample(Labels.of(series), value, time, origin, keepsAge, closes);
  }
}
