package io.github.mqtttopicexporter.mqtt;

/**
 * Is told of topics whose value was deleted, which MQTT does by an empty message. Consumers find it
 * in the registry when they start; where there is none, they route an empty message like any other.
 */
@FunctionalInterface
public interface DeletionListener {

  /**
   * A topic has no value any more, as far as a route knows.
   *
   * @return whether that is all; or else the empty message is routed like any other
   */
  boolean deleted(String routeId, String topic);
}
