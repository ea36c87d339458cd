/** The broker of {@code --demo}; no class of it is loaded otherwise. */
@NullMarked
package io.github.mqtttopicexporter.demo;

import org.jspecify.annotations.NullMarked;
