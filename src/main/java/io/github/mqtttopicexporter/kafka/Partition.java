package io.github.mqtttopicexporter.kafka;

import io.github.mqtttopicexporter.mqtt.Feed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was read of a partition. Up to its end, as that was at the beginning, the routes get the
 * last record of each topic only: no value comes again that was over before, and none twice.
 */
final class Partition {

  private static final Logger logger = LoggerFactory.getLogger(Partition.class);

  /** The header of a record that says whether an MQTT broker had kept the message. */
  private static final String RETAINED = "retained";

  private final Set<String> topics = new HashSet<>();
  private final Map<String, ConsumerRecord<String, byte[]>> last = new LinkedHashMap<>();
  private long end;

  /** The ids of the routes that wait for the last records before the end; null for all. */
  private @Nullable Set<String> waiting;

  /**
   * Creates one that is read from its beginning for all routes.
   *
   * @param end the first offset that is not there yet
   */
  Partition(long end) {
    this.end = end;
  }

  private boolean isBehind() {
    return waiting == null || !waiting.isEmpty();
  }

  /**
   * Has some routes wait for the last records.
   *
   * @param position the offset that is read next
   * @return whether it is to be read from its beginning
   */
  boolean readAgain(Collection<String> routeIds, long position) {
    boolean wasBehind = isBehind();
    if (!wasBehind) {
      end = position;
    }
    if (waiting != null) {
      waiting.addAll(routeIds);
    }
    return !wasBehind && isBehind();
  }

  void take(ConsumerRecord<String, byte[]> next, Feed.Routes routes) {
    if (next.key() == null) {
      return; // of no topic
    }
    if (isBehind() && next.offset() < end) {
      last.remove(next.key()); // the order is that of the last records
      last.put(next.key(), next);
    } else {
      reached(next.offset(), routes);
      deliver(next, any -> true, routes);
    }
  }

  /** Delivers the last records, if they are complete before this offset. */
  void reached(long position, Feed.Routes routes) {
    if (isBehind() && position >= end) {
      Predicate<String> routeIds = waiting == null ? any -> true : waiting::contains;
      last.values().forEach(read -> deliver(read, routeIds, routes));
      last.clear();
      waiting = new HashSet<>();
    }
  }

  private void deliver(
      ConsumerRecord<String, byte[]> read, Predicate<String> routeIds, Feed.Routes routes) {
    String topic = read.key();
    ByteBuffer payload = ByteBuffer.wrap(Objects.requireNonNullElse(read.value(), new byte[0]));
    if (!payload.hasRemaining()) {
      topics.remove(topic);
    } else {
      topics.add(topic);
    }
    try {
      routes.deliver(
          new Feed.Message(topic, payload, isRetained(read), read.timestamp()), routeIds);
    } catch (RuntimeException e) { // anybody may write to the topic of Kafka
      logger.warn("cannot process the record {} with the key {}: {}", read.offset(), topic, e);
    }
  }

  private static boolean isRetained(ConsumerRecord<?, ?> read) {
    Header header = read.headers().lastHeader(RETAINED);
    return header != null && new String(header.value(), StandardCharsets.UTF_8).equals("true");
  }

  /** Has all routes forget the topics: another exporter has them from now on. */
  void leave(Feed.Routes routes) {
    topics.forEach(routes::forget);
  }
}
