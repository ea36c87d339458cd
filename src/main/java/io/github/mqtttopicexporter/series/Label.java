package io.github.mqtttopicexporter.series;

/** One label of a series. */
record Label(String name, String value) {}
