/**
 * Answers scrapes, in the text formats of Prometheus. Called by the threads of the HTTP server.
 * Knows series. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.exposition;

import org.jspecify.annotations.NullMarked;
