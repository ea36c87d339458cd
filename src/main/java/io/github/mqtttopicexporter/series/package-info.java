/**
 * What is held until it expires, within limits. Knows values; no Camel, and the clock is a
 * parameter. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.series;

import org.jspecify.annotations.NullMarked;
