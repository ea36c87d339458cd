/** camel-paho, with a connection that outlives its broker. */
@NullMarked
package io.github.mqtttopicexporter.paho;

import org.jspecify.annotations.NullMarked;
