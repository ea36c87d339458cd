/**
 * Takes the messages of routes from a topic of Kafka that bridges fill, in place of an MQTT broker.
 * One thread of its own calls the routes, by the room mqtt. Loaded only where it is asked for: its
 * jars are not in lib. Public to this application only: its API is the YAML and the flags.
 */
@NullMarked
package io.github.mqtttopicexporter.kafka;

import org.jspecify.annotations.NullMarked;
