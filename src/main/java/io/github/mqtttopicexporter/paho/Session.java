package io.github.mqtttopicexporter.paho;

import java.util.function.BiConsumer;

/** One connection to a broker with one subscription, by either version of MQTT. */
interface Session {

  /** Makes sessions; each is told by whom to ask when its connection is lost, and why. */
  @FunctionalInterface
  interface Factory {
    Session create(BiConsumer<Session, String> lost) throws Outage;
  }

  /** Connects and subscribes: the broker has granted the subscription when this returns. */
  void subscribe() throws Outage;

  boolean isConnected();

  void close();
}
