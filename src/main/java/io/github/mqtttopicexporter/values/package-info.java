/**
 * Reads numbers, words, durations, dates, fractions, topic filters and URLs from text: functions
 * without state, for any thread. Knows no other room, and no Camel. Public to this application
 * only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.values;

import org.jspecify.annotations.NullMarked;
