/**
 * Configures the log, and counts and logs rejected messages. Called by any thread. Knows values.
 * Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.log;

import org.jspecify.annotations.NullMarked;
