package io.github.mqtttopicexporter.series;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a message came from, and how long ago. The topic alone is not enough: two brokers may have
 * the same one.
 *
 * @param route the id of the route that received it; empty if there is none
 * @param topic its topic; null if it has none
 * @param retained true if the broker had stored it before the subscription
 * @param age the time since it was published, as far as that is known; or else zero
 */
public record Origin(String route, @Nullable String topic, boolean retained, Duration age) {}
