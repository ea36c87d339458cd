/**
 * Flag, environment and file become checked values, before Camel is touched. Knows credentials,
 * values, mistakes and log. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.settings;

import org.jspecify.annotations.NullMarked;
