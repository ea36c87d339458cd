package io.github.mqtttopicexporter.kafka;

import io.github.mqtttopicexporter.mqtt.Feed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last message of each topic of a partition, read from its beginning. Routes get none before
 * all are known: so no value comes again that was over before.
 */
final class Partition {

  private static final Logger logger = LoggerFactory.getLogger(Partition.class);

  /** The header of a record that says whether an MQTT broker had kept the message. */
  private static final String RETAINED = "retained";

  /** In the order of the messages. */
  private final Map<String, Feed.Message> last = new LinkedHashMap<>();

  private final long end;
  private boolean isComplete;

  /**
   * Creates one of which nothing is read.
   *
   * @param end the first offset that was not there yet
   */
  Partition(long end) {
    this.end = end;
  }

  void take(ConsumerRecord<String, byte[]> next, Feed.Routes routes) {
    if (next.key() == null) {
      return; // of no topic
    }
    reached(next.offset(), routes);
    Feed.Message message = message(next);
    last.remove(message.topic());
    if (message.payload().hasRemaining()) {
      last.put(message.topic(), message);
    }
    if (isComplete) {
      deliver(message, any -> true, routes);
    }
  }

  private static Feed.Message message(ConsumerRecord<String, byte[]> read) {
    byte[] payload = read.value() == null ? new byte[0] : read.value();
    Header header = read.headers().lastHeader(RETAINED);
    boolean retained =
        header != null && new String(header.value(), StandardCharsets.UTF_8).equals("true");
    return new Feed.Message(read.key(), ByteBuffer.wrap(payload), retained, read.timestamp());
  }

  /** Takes note that everything before an offset is read. */
  void reached(long position, Feed.Routes routes) {
    if (!isComplete && position >= end) {
      isComplete = true;
      deliverLast(any -> true, routes);
    }
  }

  /** Delivers the last message of each topic to some routes, if all are known. */
  void deliverLast(Predicate<String> routeIds, Feed.Routes routes) {
    if (isComplete) {
      last.values().forEach(message -> deliver(message, routeIds, routes));
    }
  }

  private static void deliver(
      Feed.Message message, Predicate<String> routeIds, Feed.Routes routes) {
    try {
      routes.deliver(message, routeIds);
    } catch (RuntimeException e) { // anybody may write to the topic of Kafka
      logger.warn("cannot process a record with the key {}: {}", message.topic(), e.toString());
    }
  }

  /** Has all routes forget the topics: another exporter has them from now on. */
  void leave(Feed.Routes routes) {
    last.keySet().forEach(routes::forget);
  }
}
