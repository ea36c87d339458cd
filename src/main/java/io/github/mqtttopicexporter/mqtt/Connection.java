package io.github.mqtttopicexporter.mqtt;

/**
 * A client of Paho with one subscription, by either version of MQTT. What it throws is for {@link
 * Reason} to read.
 */
interface Connection {

  /** Is told when a connection is lost, and why. */
  @FunctionalInterface
  interface LossListener {
    void lost(String reason);
  }

  void connect() throws Exception;

  /**
   * Subscribes: the broker has granted the subscription when this returns.
   *
   * @throws Outage if the broker refuses it
   */
  void subscribe() throws Exception;

  boolean isConnected();

  void disconnect() throws Exception;

  /** Gives up a connection that the broker has not answered. */
  void abandon() throws Exception;

  void close() throws Exception;
}
