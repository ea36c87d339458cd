/**
 * The components paho: and paho-mqtt5:, with a connection for each route that outlives its broker.
 * Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.mqtt;

import org.jspecify.annotations.NullMarked;
