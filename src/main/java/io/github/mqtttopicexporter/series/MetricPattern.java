package io.github.mqtttopicexporter.series;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern of metric names: {@code *} matches any characters; commas separate several patterns.
 */
public final class MetricPattern {

  private static final Pattern ONE = Pattern.compile("[a-zA-Z0-9_:*]+");

  private final Pattern names;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a pattern cannot match any name
   */
  public MetricPattern(String text) {
    names =
        Pattern.compile(
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(MetricPattern::regex)
                .collect(Collectors.joining("|")));
  }

  private static String regex(String pattern) {
    if (!ONE.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "expected a pattern of metric names such as room_*, found \"" + pattern + "\"");
    }
    return pattern.replaceAll("\\*+", ".*");
  }

  boolean matches(Metric metric) {
    return names.matcher(metric.name()).matches();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricPattern pattern
        && names.pattern().equals(pattern.names.pattern());
  }

  @Override
  public int hashCode() {
    return names.pattern().hashCode();
  }
}
