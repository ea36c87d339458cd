package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.Nullable;

/**
 * The route and the topic of a message. The topic alone is not enough: two brokers may have the
 * same one.
 *
 * @param route the id of the route that received it; empty if there is none
 * @param topic its topic; null if it has none
 * @param retained true if the broker had stored it before the subscription
 */
public record Origin(String route, @Nullable String topic, boolean retained) {}
