/**
 * The broker of {@code --demo}; no class of it is loaded otherwise. Knows no other room. Public to
 * this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.demo;

import org.jspecify.annotations.NullMarked;
