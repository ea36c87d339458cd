package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.Nullable;

/**
 * Where a message came from. Two brokers may both have a topic of that name, so the topic alone
 * does not say it.
 *
 * @param route the id of the route that received it
 * @param topic its topic, if it is known
 */
public record Origin(@Nullable String route, @Nullable String topic) {

  /** Limits do not weigh what is remembered, so no more than this of a topic is. */
  private static final int MAX_TOPIC_LENGTH = 256;

  boolean isRemembered() {
    return topic != null && topic.length() <= MAX_TOPIC_LENGTH;
  }
}
