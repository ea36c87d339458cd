package io.github.mqtttopicexporter.paho;

/** The consumer of a route that subscribes to a filter, by either version of MQTT. */
interface Subscriber {

  String getRouteId();

  Subscription subscription();

  /** Takes a message as if the broker had delivered it. */
  void deliver(String topic, byte[] payload);
}
