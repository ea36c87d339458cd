package io.github.mqtttopicexporter.prometheus;

import io.github.mqtttopicexporter.series.Origin;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;

/** Takes the samples that a message makes. Thread-safe. */
interface Intake {

  /**
   * Takes what there is.
   *
   * @param origin where the message came from
   * @param keepAge whether series that are there stay as old as they are
   * @throws RuntimeException for the first sample that is not taken; it is not counted yet
   */
  void take(Exchange exchange, Origin origin, boolean keepAge) throws InvalidPayloadException;
}
