/**
 * Holds the last sample of each series until it expires, within limits. Any thread may call the
 * store. Knows values; no Camel, and the clock is a parameter. Public to this application only: its
 * API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.NullMarked;
