/**
 * The HTTP server, and what stands before every route on it: limits, timeouts, refusals. Its
 * handlers run on one event loop, and routes on workers. Knows values, settings and mistakes.
 * Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.web;

import org.jspecify.annotations.NullMarked;
