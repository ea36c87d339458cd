/** Start-up: flags, environment and file become a running Camel context. */
@NullMarked
package io.github.mqtttopicexporter;

import org.jspecify.annotations.NullMarked;
