package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.Excerpt;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a metric family is said to be.
 *
 * @param name without the {@code _total} of a counter: a scrape has no two families of that name
 */
public record Metric(String name, MetricType type, @Nullable String help, @Nullable String unit) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  /** A second family of one name would fail the whole scrape. */
  private static final Pattern OWN_NAME = Pattern.compile("^(mqtt_exporter|jvm|process)_");

  private static final String TOTAL = "_total";

  /**
   * A metric by its full name.
   *
   * @throws InvalidSampleException if the name is not a metric name of this type, or the unit is
   *     not its suffix
   */
  public static Metric of(
      String name, MetricType type, @Nullable String help, @Nullable String unit) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidSampleException(
          "expected a metric name of letters, digits, _ and :, found \"" + name + "\"");
    }
    if (OWN_NAME.matcher(name).find()) {
      throw new InvalidSampleException(
          "expected a metric name that the exporter has no use for, found \"" + name + "\"");
    }
    boolean counter = type == MetricType.counter;
    if (counter && !name.endsWith(TOTAL)) {
      throw new InvalidSampleException(
          "expected the name of a counter to end in _total, found \"" + name + "\"");
    }
    String base = counter ? name.substring(0, name.length() - TOTAL.length()) : name;
    String fault = PrometheusNaming.validateMetricName(base);
    if (fault != null) {
      throw new InvalidSampleException(
          "expected the name of a " + type + ", found \"" + name + "\": " + fault);
    }
    if (unit != null && (unit.isEmpty() || !base.endsWith("_" + unit))) {
      throw new InvalidSampleException(
          "expected a metric name with its unit as suffix, _%s, found \"%s\""
              .formatted(Excerpt.printable(unit), name));
    }
    return new Metric(base, type, help, unit);
  }

  /** Makes a metric name of a text from a message. */
  public static String cleaned(String text) {
    return LabelName.cleaned(text, "[^a-zA-Z0-9_:]");
  }

  /** The name that the samples have. */
  String fullName() {
    return type == MetricType.counter ? name + TOTAL : name;
  }

  /** How many characters of it a message can choose. */
  int length() {
    return name.length() + (help == null ? 0 : help.length());
  }

  /**
   * What two declarations say together: help and unit may be left out by either.
   *
   * @throws InvalidSampleException if they contradict each other
   */
  Metric merge(Metric later) {
    require("type", type, later.type);
    return new Metric(
        name, type, require("help", help, later.help), require("unit", unit, later.unit));
  }

  /**
   * Checks that a sample may join the family.
   *
   * @throws InvalidSampleException if its type or unit is another
   */
  void requireSame(Metric sample) {
    require("type", type, sample.type);
    require("unit", unit, sample.unit);
  }

  private <T> @Nullable T require(String option, @Nullable T earlier, @Nullable T later) {
    if (earlier != null && later != null && !earlier.equals(later)) {
      throw new InvalidSampleException(
          "expected one %s for %s, found \"%s\" and \"%s\""
              .formatted(option, name, earlier, later));
    }
    return earlier != null ? earlier : later;
  }

  MetricMetadata metadata() {
    return new MetricMetadata(name, help == null ? "" : help, unit == null ? null : new Unit(unit));
  }
}
