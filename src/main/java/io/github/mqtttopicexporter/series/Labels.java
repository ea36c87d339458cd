package io.github.mqtttopicexporter.series;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The labels of a series: their text in both formats, which is all that is kept of them. A label
 * with an empty value is left out: to Prometheus it is the same as no label. Immutable.
 */
public final class Labels implements Comparable<Labels> {

  public static final Labels NONE = of(Map.of());

  private static final Pattern PAIR =
      Pattern.compile("\\w++=\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"");

  /** {@code a="1",b="2"} in UTF-8. */
  private final byte[] text;

  private Labels(List<String> pairs) {
    Collections.sort(pairs);
    text = String.join(",", pairs).getBytes(UTF_8);
  }

  /** Creates labels of their names and values. */
  public static Labels of(Map<String, String> labels) {
    List<String> pairs = new ArrayList<>(labels.size());
    labels.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            pairs.add(name + "=\"" + escaped(value) + '"');
          }
        });
    return new Labels(pairs);
  }

  /** Also replaces half characters: JSON can escape them, UTF-8 cannot encode them. */
  private static String escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' || c == '"' || c == '\n' || Character.isSurrogate(c)) {
        return value
            .replaceAll("\\p{Cs}", "\ufffd")
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n");
      }
    }
    return value;
  }

  /** The text of each label. */
  List<String> pairs() {
    return PAIR.matcher(new String(text, UTF_8))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The text in a scrape, without its braces, in UTF-8; nobody may change it. */
  public byte[] text() {
    return text;
  }

  /** The text in a scrape: {@code {room="kitchen"}}, or nothing. */
  @Override
  public String toString() {
    return text.length == 0 ? "" : "{" + new String(text, UTF_8) + "}";
  }

  @Override
  public int compareTo(Labels other) {
    return Arrays.compareUnsigned(text, other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(text, labels.text);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text);
  }
}
