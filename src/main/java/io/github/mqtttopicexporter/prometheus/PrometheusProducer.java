package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.InvalidSampleException;
import io.github.mqtttopicexporter.series.Origin;
import io.github.mqtttopicexporter.series.Refusals;
import io.github.mqtttopicexporter.series.SampleRefusedException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Takes samples out of messages, and counts those that it cannot take. Thread-safe. */
final class PrometheusProducer extends DefaultProducer {

  private final Intake intake;
  private final Retained retained;
  private final Refusals refusals;

  PrometheusProducer(
      PrometheusEndpoint endpoint, Intake intake, Retained retained, Refusals refusals) {
    super(endpoint);
    this.intake = intake;
    this.retained = retained;
    this.refusals = refusals;
  }

  @Override
  public void process(Exchange exchange) throws InvalidPayloadException {
    Message message = exchange.getMessage();
    boolean replayed =
        retained != Retained.accept
            && Boolean.TRUE.equals(message.getHeader(PrometheusConstants.RETAINED));
    if (replayed && retained == Retained.ignore) {
      return;
    }
    try {
      intake.take(
          exchange,
          new Origin(
              exchange.getFromRouteId(),
              message.getHeader(PrometheusConstants.TOPIC) instanceof String topic ? topic : null),
          replayed);
    } catch (SampleRefusedException
        | InvalidSampleException
        | NumberFormatException
        | InvalidPayloadException e) {
      refusals.count(e);
      throw e;
    }
  }
}
