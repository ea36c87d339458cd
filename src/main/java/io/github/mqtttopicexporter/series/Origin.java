package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.Nullable;

/**
 * Where a message came from. Two brokers may both have a topic of that name, so the topic alone
 * does not say it.
 *
 * @param route the id of the route that received it; empty if there is none
 * @param topic its topic; null if it has none
 * @param retained whether the broker had kept it from before the subscription
 */
public record Origin(String route, @Nullable String topic, boolean retained) {}
