package io.github.mqtttopicexporter.mqtt;

import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * Brings the messages of all routes that name no broker of their own, in place of one. Its text
 * says where they come from, without credentials.
 */
public interface Feed {

  /**
   * A message of a topic.
   *
   * @param payload empty if the topic has no value any more; a feed may deliver it again, so nobody
   *     moves its position
   * @param retained whether a broker had kept it for those who subscribe later
   * @param millis when it was published, since the epoch
   */
  record Message(String topic, ByteBuffer payload, boolean retained, long millis) {}

  /** The routes, as a feed sees them. Each call returns when the routes have taken the message. */
  interface Routes {

    /** Delivers a message to the routes of these ids whose filter matches. */
    void deliver(Message message, Predicate<String> routeIds);

    /** Has all routes forget a topic, though it may have a value elsewhere. */
    void forget(String topic);
  }

  /** Whether messages come. */
  boolean isConnected();

  /** Has the last message of each topic delivered to a route, which is new or was edited. */
  void deliverAgain(String routeId);
}
