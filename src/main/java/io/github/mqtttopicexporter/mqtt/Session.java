package io.github.mqtttopicexporter.mqtt;

import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a broker with one subscription. Every session has a client id of its own, so
 * that nothing queues up at the broker and no two clients take each other's place.
 */
final class Session {

  private static final Logger logger = LoggerFactory.getLogger(Session.class);

  private final Connection connection;

  /**
   * Creates a session that is not connected yet.
   *
   * @param lost is told which session lost its connection, and why
   */
  Session(MqttEndpoint endpoint, Delivery delivery, BiConsumer<Session, String> lost)
      throws Outage {
    try {
      connection =
          endpoint.connection(
              ClientId.random(endpoint.clientIdPrefix()),
              delivery,
              reason -> lost.accept(this, reason));
    } catch (Exception e) {
      throw Outage.ofBroker(Reason.of(e));
    }
  }

  /** Connects and subscribes: the broker has granted the subscription when this returns. */
  void subscribe() throws Outage {
    try {
      connection.connect();
    } catch (Exception e) {
      throw Outage.ofBroker(Reason.of(e));
    }
    try {
      connection.subscribe();
    } catch (Outage e) {
      throw e;
    } catch (IllegalArgumentException e) { // a filter that Paho does not take
      throw Outage.ofFilter(Reason.of(e));
    } catch (Exception e) {
      throw Outage.ofBroker(Reason.of(e));
    }
  }

  boolean isConnected() {
    return connection.isConnected();
  }

  void close() {
    try {
      if (connection.isConnected()) {
        connection.disconnect();
      } else {
        connection.abandon(); // to disconnect would wait for the broker's answer to a connect
      }
    } catch (Exception ignored) {
      // it was not connected, or is so no longer
    }
    try {
      connection.close();
    } catch (Exception e) {
      logger.debug("cannot close the MQTT client", e);
    }
  }
}
