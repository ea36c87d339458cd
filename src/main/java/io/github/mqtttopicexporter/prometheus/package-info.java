/** The {@code prometheus:} component: messages in, expiring series out. */
@NullMarked
package io.github.mqtttopicexporter.prometheus;

import org.jspecify.annotations.NullMarked;
