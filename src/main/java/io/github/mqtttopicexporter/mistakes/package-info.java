/**
 * What a user is told of a mistake of theirs, in one line: where, and what. Knows no other room.
 * Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.mistakes;

import org.jspecify.annotations.NullMarked;
