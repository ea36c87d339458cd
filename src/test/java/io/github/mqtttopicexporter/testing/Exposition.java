package io.github.mqtttopicexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of a scrape, line by line, as a parser holds to them that takes nothing else. */
public final class Exposition {

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*+";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*+=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*+\"";
  private static final String NUMBER =
      "(?:[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?|NaN|[+-]?Inf)";

  private static final Pattern SAMPLE =
      Pattern.compile(
          "((%1$s)(?:\\{(?:%2$s(?:,%2$s)*+)?+})?+) %3$s".formatted(NAME, LABEL, NUMBER));
  private static final Pattern TYPE =
      Pattern.compile(
          "# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped|unknown|info|stateset)");
  private static final Pattern HELP =
      Pattern.compile("# HELP (" + NAME + ") (?:[^\\\\\n]|\\\\[\"\\\\n])*+");
  private static final Pattern UNIT = Pattern.compile("# UNIT (" + NAME + ") [a-zA-Z0-9_:]++");

  private Exposition() {}

  /** Asserts that each line is as it has to be, and that no family and no series is there twice. */
  public static void check(String scrape, boolean isOpenMetrics) {
    Set<String> families = new HashSet<>();
    Set<String> series = new HashSet<>();
    String family = "";
    for (String line : scrape.split("\n", -1)) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        family = type.group(1);
        assertThat(families.add(family)).as(line).isTrue();
      } else if (sample.matches()) {
        assertThat(series.add(sample.group(1))).as(line).isTrue();
        assertThat(sample.group(2)).as(line).startsWith(family);
      } else if (!line.isEmpty() && !line.equals("# EOF")) {
        assertThat(line).matches(HELP.matcher(line).matches() ? HELP : UNIT);
      }
    }
    assertThat(scrape).endsWith(isOpenMetrics ? "\n# EOF\n" : "\n");
  }
}
