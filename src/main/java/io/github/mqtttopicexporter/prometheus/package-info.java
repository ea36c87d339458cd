/**
 * The component prometheus: a message becomes samples. Knows series and values. Public to this
 * application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.prometheus;

import org.jspecify.annotations.NullMarked;
