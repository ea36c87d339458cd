/**
 * Runs the exporter: the command line becomes an exit code. May know every other room. Public to
 * this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter;

import org.jspecify.annotations.NullMarked;
