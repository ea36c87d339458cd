package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;

/**
 * How subscriptions live, by either version of MQTT. Components that share one tell an outage of a
 * broker once between them.
 */
public final class SubscriptionSettings {

  private final Broker broker;
  private final int qos;
  private final String clientIdPrefix;
  private final Duration maxBackoff;
  private final boolean offline;
  private final Outages outages = new Outages();

  /**
   * Creates settings.
   *
   * @param server the broker of the endpoints that name none of their own
   * @param qos the quality of service of the endpoints that ask for none of their own
   * @param clientIdPrefix what client ids begin with, where an endpoint has none of its own
   * @param maxBackoff the longest pause between two attempts to connect
   * @param offline whether routes run without a broker: consumers never connect and have what
   *     {@link Deliveries} hands them, producers drop what they are to publish
   */
  public SubscriptionSettings(
      BrokerUrl server, int qos, String clientIdPrefix, Duration maxBackoff, boolean offline) {
    this.broker = Broker.of(server);
    this.qos = qos;
    this.clientIdPrefix = clientIdPrefix;
    this.maxBackoff = maxBackoff;
    this.offline = offline;
  }

  Broker broker() {
    return broker;
  }

  int qos() {
    return qos;
  }

  String clientIdPrefix() {
    return clientIdPrefix;
  }

  Duration maxBackoff() {
    return maxBackoff;
  }

  boolean isOffline() {
    return offline;
  }

  Outages outages() {
    return outages;
  }
}
