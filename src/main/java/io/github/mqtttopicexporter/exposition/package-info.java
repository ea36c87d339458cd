/**
 * The text formats of Prometheus, and the answer to a scrape. Knows series. Public to this
 * application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.exposition;

import org.jspecify.annotations.NullMarked;
