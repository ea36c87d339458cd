/**
 * Reads the files that let a connection in: certificates, keys and passwords. Knows mistakes.
 * Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.credentials;

import org.jspecify.annotations.NullMarked;
