package io.github.mqtttopicexporter;

import java.util.Map;

/**
 * How the process was started.
 *
 * @param flags the command line
 * @param environment the environment variables
 * @param home where files are looked for
 */
record Invocation(Flags flags, Map<String, String> environment, Home home) {}
