package io.github.mqtttopicexporter.mqtt;

import java.util.Map;

/** Takes what a broker delivers. */
@FunctionalInterface
interface Delivery {

  /** Takes a message, with the headers that it is to have beside its topic. */
  void arrived(String topic, byte[] payload, Map<String, Object> headers);
}
