package io.github.mqtttopicexporter.series;

import java.util.Arrays;

/**
 * A pattern of metric names.
 *
 * @param text in which {@code *} matches any characters, and commas separate several patterns
 */
public record MetricPattern(String text) {

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a pattern cannot match any name
   */
  public MetricPattern {
    for (String pattern : text.split(",", -1)) {
      if (!pattern.strip().matches("[a-zA-Z0-9_:*]+")) {
        throw new IllegalArgumentException(
            "expected a pattern of metric names such as room_*, found \"" + pattern.strip() + "\"");
      }
    }
  }

  boolean matches(Metric metric) {
    return Arrays.stream(text.split(",", -1))
        .anyMatch(pattern -> metric.name().matches(pattern.strip().replaceAll("\\*+", ".*")));
  }
}
