/**
 * A mistake of the user in one line: its place, and the value expected and found. Knows no other
 * room. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.mistakes;

import org.jspecify.annotations.NullMarked;
