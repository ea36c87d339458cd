/**
 * Where the log goes, and the rejections in it. Knows values. Public to this application only: its
 * API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.log;

import org.jspecify.annotations.NullMarked;
