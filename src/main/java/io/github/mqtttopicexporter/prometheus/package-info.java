/**
 * The Camel component {@code prometheus:}, which makes samples of messages. Called by the threads
 * of the routes. Knows series and values. Public to this application only: its API is the YAML and
 * the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.prometheus;

import org.jspecify.annotations.NullMarked;
