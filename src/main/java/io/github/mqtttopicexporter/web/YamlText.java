package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.util.Collection;
import java.util.function.Function;

/** A text in a file of YAML, which may be a secret, and where it stands. */
record YamlText(String text, Place place) {

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
