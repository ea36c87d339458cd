package io.github.mqtttopicexporter.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # Go                       , ISO 8601
          0                          , PT0S
          0s                         , PT0S
          90s                        , PT1M30S
          +90s                       , PT1M30S
          1h30m                      , PT1H30M
          30m1h                      , PT1H30M
          1.5h                       , PT1H30M
          1.h                        , PT1H
          .5s                        , PT0.5S
          300ms                      , PT0.3S
          1us                        , PT0.000001S
          1µs                        , PT0.000001S
          1μs                        , PT0.000001S
          1ns                        , PT0.000000001S
          1.9ns                      , PT0.000000001S
          1h2m3s4ms5us6ns            , PT1H2M3.004005006S
          2562047h47m16.854775807s   , PT2562047H47M16.854775807S
          9223372036854775807ns      , PT2562047H47M16.854775807S
          """)
  void readsWhatGoReads(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "60", "1.5", "1d", "-1s", "1h 30m", " 1s", "1s ", "s", ".s", ".", "+", "1S", "1e3s",
        "1_0s", "1,5s", "٣s", "PT1M", "1m30"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessage("expected a duration such as 90s, 1h30m or 0, found \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2562047h47m16.854775808s",
        "9223372036854775808ns",
        "2562048h",
        "99999999999999h"
      })
  void refusesMoreNanosecondsThanALongHolds(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessage("expected a duration of at most 292 years, found \"" + text + "\"");
  }

  @Test
  void readsSixtyFourCharacters() {
    assertThat(GoDuration.parse("1s".repeat(32))).hasSeconds(32);
    assertThat(GoDuration.parse("0".repeat(62) + "7s")).hasSeconds(7);
  }

  @ParameterizedTest
  @CsvSource({"1s, 33", "1s, 20000", "9, 1000000"})
  @Timeout(10)
  void refusesALongerText(String part, int times) {
    String text = part.repeat(times);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text + "h"))
        .withMessageStartingWith("expected a duration such as 90s, 1h30m or 0, found \"" + part)
        .withMessageEndingWith("\"... (" + (text.length() + 1) + " characters)");
  }
}
