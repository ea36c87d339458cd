@NullMarked
package io.github.mqtttopicexporter;

import org.jspecify.annotations.NullMarked;
