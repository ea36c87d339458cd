package io.github.mqtttopicexporter.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The labels of a series, sorted by name. A label with an empty value is left out: to Prometheus it
 * is the same as no label. Immutable.
 */
public final class Labels implements Comparable<Labels> {

  public static final Labels NONE = new Labels(new String[0]);

  /** Name, value, name, value… */
  private final String[] pairs;

  private Labels(String[] pairs) {
    this.pairs = pairs;
  }

  /**
   * Creates labels.
   *
   * @param names different names of labels, in any order
   * @param values of the labels, in the same order
   */
  public static Labels of(List<String> names, List<String> values) {
    String[] pairs = new String[2 * names.size()];
    int length = 0;
    for (int i = 0; i < names.size(); i++) {
      if (!values.get(i).isEmpty()) {
        int at = length;
        for (; at > 0 && pairs[at - 2].compareTo(names.get(i)) > 0; at -= 2) {
          pairs[at] = pairs[at - 2];
          pairs[at + 1] = pairs[at - 1];
        }
        pairs[at] = names.get(i);
        pairs[at + 1] = wellFormed(values.get(i));
        length += 2;
      }
    }
    return length == 0 ? NONE : new Labels(Arrays.copyOf(pairs, length));
  }

  public static Labels of(Map<String, String> labels) {
    return of(List.copyOf(labels.keySet()), List.copyOf(labels.values()));
  }

  public static Labels of(String name, String value) {
    return of(List.of(name), List.of(value));
  }

  /** Returns these labels and one more, whose name none of them has. */
  public Labels and(String name, String value) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Label label : list()) {
      names.add(label.name());
      values.add(label.value());
    }
    names.add(name);
    values.add(value);
    return of(names, values);
  }

  /** Replaces half characters: JSON can escape them, UTF-8 cannot encode them. */
  private static String wellFormed(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        return value.replaceAll("\\p{Cs}", "\ufffd");
      }
    }
    return value;
  }

  List<Label> list() {
    List<Label> list = new ArrayList<>(pairs.length / 2);
    for (int i = 0; i < pairs.length; i += 2) {
      list.add(new Label(pairs[i], pairs[i + 1]));
    }
    return list;
  }

  boolean containsAll(Labels others) {
    int at = 0;
    for (int i = 0; i < others.pairs.length; i += 2) {
      while (at < pairs.length && !pairs[at].equals(others.pairs[i])) {
        at += 2;
      }
      if (at == pairs.length || !pairs[at + 1].equals(others.pairs[i + 1])) {
        return false;
      }
    }
    return true;
  }

  /** The text in both formats: {@code {room="kitchen"}}, or nothing. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(pairs[i]).append("=\"");
      appendEscaped(text, pairs[i + 1]);
      text.append('"');
    }
    return text.append(pairs.length == 0 ? "" : "}").toString();
  }

  private static void appendEscaped(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '"' -> text.append("\\\"");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
  }

  @Override
  public int compareTo(Labels other) {
    return Arrays.compare(pairs, other.pairs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(pairs, labels.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }
}
