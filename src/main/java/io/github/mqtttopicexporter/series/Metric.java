package io.github.mqtttopicexporter.series;

import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The description of a metric family.
 *
 * @param name the name that its series have
 */
public record Metric(String name, MetricType type, @Nullable String help, @Nullable String unit) {

  private static final int MAX_HELP = 1_000;

  /** A second family of one name would fail the whole scrape. */
  private static final Pattern RESERVED = Pattern.compile("(mqtt_exporter|jvm|process)_.*");

  private static final String TOTAL = "_total";

  /**
   * Describes a metric.
   *
   * @throws RejectedException if no metric of this type can have the name, the unit is not its
   *     suffix, or the help has more than 1,000 characters
   */
  public static Metric of(
      String name, MetricType type, @Nullable String help, @Nullable String unit) {
    if (!Names.isMetricName(name)) {
      throw RejectedException.invalid(
          "expected a metric name of letters, digits, _ and :, found \"" + name + "\"");
    }
    if (RESERVED.matcher(name).matches()) {
      throw RejectedException.invalid(
          "names that begin with mqtt_exporter_, jvm_ or process_ are reserved, found \""
              + name
              + "\"");
    }
    Metric metric = new Metric(name, type, help, unit);
    boolean isCounter = type == MetricType.counter;
    if (isCounter && (!name.endsWith(TOTAL) || name.equals(TOTAL))) {
      throw RejectedException.invalid(
          "expected the name of a counter to end in _total, found \"" + name + "\"");
    }
    if (!isCounter && name.endsWith(TOTAL)) {
      throw RejectedException.invalid(
          "only a counter may have a name that ends in _total, found \"" + name + "\"");
    }
    if (unit != null && (unit.isEmpty() || !metric.familyName().endsWith("_" + unit))) {
      throw RejectedException.invalid(
          "expected a metric name with its unit as suffix, _%s, found \"%s\""
              .formatted(Excerpt.printable(unit), name));
    }
    if (help != null && help.length() > MAX_HELP) {
      throw RejectedException.invalid(
          "expected a help of at most %d characters, found %d".formatted(MAX_HELP, help.length()));
    }
    return metric;
  }

  /** The name without the {@code _total} of a counter, which OpenMetrics leaves out. */
  public String familyName() {
    return type == MetricType.counter && name.endsWith(TOTAL)
        ? name.substring(0, name.length() - TOTAL.length())
        : name;
  }

  /**
   * Checks that another description of the metric agrees; help and unit may be left out by either.
   *
   * @throws RejectedException if they contradict each other
   */
  public void requireAgreement(Metric other) {
    requireSame(other);
    requireSame("help", help, other.help);
  }

  /**
   * Checks that a sample may join the family.
   *
   * @throws RejectedException if its type or unit is another
   */
  void requireSame(Metric sample) {
    requireSame("type", type, sample.type);
    requireSame("unit", unit, sample.unit);
  }

  /** Adds the help and the unit that this description lacks. */
  Metric with(@Nullable String otherHelp, @Nullable String otherUnit) {
    return (help == null && otherHelp != null) || (unit == null && otherUnit != null)
        ? new Metric(name, type, help != null ? help : otherHelp, unit != null ? unit : otherUnit)
        : this;
  }

  private void requireSame(String option, @Nullable Object one, @Nullable Object other) {
    if (one != null && other != null && !one.equals(other)) {
      throw RejectedException.invalid(
          "expected one %s for %s, found \"%s\" and \"%s\""
              .formatted(option, familyName(), one, other));
    }
  }
}
