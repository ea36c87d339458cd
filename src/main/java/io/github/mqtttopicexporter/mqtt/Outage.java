package io.github.mqtttopicexporter.mqtt;

/** Why there is no subscription, in a few words. */
final class Outage extends Exception {

  private final boolean ofBroker;

  private Outage(String reason, boolean ofBroker) {
    super(reason);
    this.ofBroker = ofBroker;
  }

  /** One that every route with this broker meets. */
  static Outage ofBroker(String reason) {
    return new Outage(reason, true);
  }

  /** The broker refuses this one filter. */
  static Outage ofFilter(String reason) {
    return new Outage(reason, false);
  }

  boolean isOfBroker() {
    return ofBroker;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
