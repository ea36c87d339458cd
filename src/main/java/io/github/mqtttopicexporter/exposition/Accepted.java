package io.github.mqtttopicexporter.exposition;

import java.util.Arrays;
import java.util.List;

/**
 * The value of an {@code Accept} header: names with parameters, of which {@code q} is the weight
 * (RFC 9110 §12.4.2). Ranges such as {@code text/*} are ignored, so their senders get the default.
 */
record Accepted(String header) {

  /** Returns the weight of a name, from 0 to 1; 0 if it is refused or not listed. */
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

  /** Returns the weight that a parameter sets; 1 if it is not q. */
  private static double weightOf(String parameter) {
    return parameter.matches("(?i)q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Double.parseDouble(parameter.substring(2))
        : 1;
  }
}
