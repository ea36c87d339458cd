/**
 * Text to number, word, duration, date or fraction: functions without state. Knows no other room,
 * and no Camel. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.values;

import org.jspecify.annotations.NullMarked;
