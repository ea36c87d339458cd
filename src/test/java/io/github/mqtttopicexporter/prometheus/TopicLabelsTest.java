package io.github.mqtttopicexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mqtttopicexporter.values.RejectedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the option topicLabels makes of a topic. */
class TopicLabelsTest {

  private static Map<String, String> labels(String template, @Nullable String topic) {
    Map<String, String> labels = new LinkedHashMap<>();
    new TopicLabels(template).addTo(labels, topic);
    return labels;
  }

  @ParameterizedTest
  @CsvSource({
    "tele/{d}/SENSOR,   tele/plug/SENSOR,  d=plug",
    "tele/{d}/SENSOR,   tele/plug/STATE,   none",
    "tele/{d}/SENSOR,   tele/plug,         none",
    "tele/{d}/SENSOR,   tele/a/b/SENSOR,   none",
    "/{a}/{b},          /x/y,              a=x b=y",
    "/{a}/{b},          x/y/z,             none",
    "{d...},            a,                 d=a",
    "{d...},            a/b/c,             d=a/b/c",
    "z/{d...}/set,      z/a/b/set,         d=a/b",
    "z/{d...}/set,      z/set,             none",
    "z/{d...}/set,      z/a/b/get,         none",
    "z/{d...}/{x}/{y},  z/1/2/3/4,         d=1/2 x=3 y=4",
    "{a}/{d...},        1/2/3,             a=1 d=2/3",
    "+/{a}/#,           1/2,               a=2",
    "+/{a}/#,           1/2/3/4,           a=2",
    "+/{a}/#,           1,                 none",
    "{a}/+,             1/2,               a=1",
    "#,                 1/2,               ''",
    "{a}/{b},           1/,                a=1 b="
  })
  void namedLevelsAreLabels(String template, String topic, String labels) {
    if (labels.equals("none")) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> labels(template, topic))
          .withMessage("expected a topic of " + template + ", found \"" + topic + "\"");
    } else {
      StringBuilder found = new StringBuilder();
      labels(template, topic).forEach((name, value) -> found.append(name + "=" + value + " "));
      assertThat(found.toString().strip()).isEqualTo(labels);
    }
  }

  @Test
  void aPlusThatCamelReadAsASpaceIsAnyLevel() {
    assertThat(labels("tele/{device}/ ", "tele/plug/STATE")).isEqualTo(Map.of("device", "plug"));
  }

  @Test
  void aMessageWithoutATopicDoesNotMatch() {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> labels("#", null))
        .withMessage("expected a topic of #, found none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a#",
        "#/a",
        "a+",
        "{a}b",
        "b{a}",
        "{a",
        "{a...}/{b...}",
        "{a...}/#",
        "a/{}",
        "{__a}"
      })
  void anythingElseIsAMistake(String template) {
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicLabels(template));
  }
}
