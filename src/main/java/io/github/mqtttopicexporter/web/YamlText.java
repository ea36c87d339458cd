package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.Collection;
import java.util.function.Function;

/**
 * A text in a file of YAML, which may be a secret.
 *
 * @param isPlain whether it stands there without quotes
 */
record YamlText(String text, boolean isPlain, Place place) {

  /** Those of YAML 1.1, which has more of them than YAML 1.2. */
  private static final String TRUE = "y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON";

  private static final String FALSE = "n|N|no|No|NO|false|False|FALSE|off|Off|OFF";

  boolean isTrue() {
    if (!isPlain || !text.matches(TRUE + "|" + FALSE)) {
      throw mistake("expected true or false, found another");
    }
    return text.matches(TRUE);
  }

  /**
   * Takes it for a value.
   *
   * @param parse throws IllegalArgumentException with what was expected and what was found
   */
  <T> T as(Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  String oneOf(Collection<String> values) {
    if (!values.contains(text)) {
      throw mistake("expected %s, found \"%s\"".formatted(String.join(" or ", values), text));
    }
    return text;
  }

  Mistake mistake(String what) {
    return new Mistake(place, what);
  }

  @Override
  public String toString() {
    return place.toString();
  }
}
