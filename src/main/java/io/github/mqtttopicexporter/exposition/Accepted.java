package io.github.mqtttopicexporter.exposition;

import java.util.Arrays;
import java.util.List;

/**
 * A header of what a client accepts: a list of names, each with parameters of which {@code q} is
 * its weight (RFC 9110 §12.4.2). Ranges of names are not looked into: who sends one takes our
 * default.
 */
record Accepted(String header) {

  /** The weight of a name, from zero for one that is refused to one; zero if it is not listed. */
  double weight(String name) {
    return Arrays.stream(header.split(",", -1))
        .map(Accepted::parts)
        .filter(parts -> parts.get(0).equalsIgnoreCase(name))
        .mapToDouble(
            parts -> parts.stream().skip(1).mapToDouble(Accepted::weightOf).min().orElse(1))
        .max()
        .orElse(0);
  }

  private static List<String> parts(String listed) {
    return Arrays.stream(listed.split(";", -1)).map(String::strip).toList();
  }

  /** Of a parameter: one if it is another than q. */
  private static double weightOf(String parameter) {
    return parameter.matches("(?i)q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(parameter.substring(2))
        : 1;
  }
}
