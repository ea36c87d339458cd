/**
 * The route files as one Camel context: loaded, checked, started, reloaded. Knows settings and the
 * rooms of the components. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.integration;

import org.jspecify.annotations.NullMarked;
