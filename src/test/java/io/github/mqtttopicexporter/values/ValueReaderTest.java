package io.github.mqtttopicexporter.values;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options values, scale and offset make of a value. */
class ValueReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          binary              | ON                             | 1
          binary              | ' closed '                     | 0
          binary              | 2                              | 2
          binary,on=5         | on                             | 5
          on=5,binary         | On                             | 5
          'a=b=3'             | a=b                            | 3
          sehr heiß=-0x1p3    | SEHR HEISS                     | nothing
          sehr heiß=-0x1p3    | Sehr Heiß                      | -8
          1=10                | 1                              | 10
          1=10                | 1.0                            | 1
          off=nan             | off                            | NaN
          binary              | 2026-06-26T20:29:58Z           | nothing
          timestamp           | 1970-01-01T00:00:00Z           | 0
          timestamp           | 2026-06-26T20:29:58.259Z       | 1782505798.259
          timestamp           | ' 2018-01-01T01:00:00+01:00\t' | 1514764800
          timestamp           | 2018-01-01T01:00:00+0100       | 1514764800
          timestamp           | 2018-01-01T05:30+05:30         | 1514764800
          timestamp           | 2018-01-01T01:00:00+01         | 1514764800
          timestamp           | 2017-12-31T18:30:00-05:30      | 1514764800
          timestamp           | 2017-12-31T19:00:00-05         | 1514764800
          timestamp           | 2018-01-01t00:00:00z           | 1514764800
          timestamp           | 1969-12-31T23:59:59.5Z         | -0.5
          timestamp           | 2018-03-02T18:25:03            | nothing
          timestamp           | 2018-13-02T18:25:03Z           | nothing
          timestamp           | 2018-03-02                     | nothing
          timestamp           | 17                             | 17
          """)
  void aWordIsANumber(String values, String found, String expected) {
    ValueReader reader = new ValueReader(values, "1", "0");
    if (expected.equals("nothing")) {
      assertThatExceptionOfType(RejectedException.class)
          .isThrownBy(() -> reader.read(found.getBytes(UTF_8)))
          .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    } else {
      assertThat(reader.read(found.getBytes(UTF_8))).isEqualTo(Double.valueOf(expected));
      assertThat(reader.read(found)).isEqualTo(Double.valueOf(expected));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          binary | true    | 1
          binary | false   | 0
          binary | "Off"   | 0
          binary | " 2.5 " | 2.5
          1=10   | 1       | 10
          1=10   | "1"     | 10
          1=10   | 1.0     | 10
          1=10   | 1.5     | 1.5
          ``     | 1e3     | 1000
          ``     | true    | nothing
          ``     | null    | nothing
          ``     | [1]     | nothing
          ``     | {}      | nothing
          ``     | 1e400   | nothing
          ``     | "4c00"  | nothing
          """)
  void jsonIsReadAlike(String values, String json, String expected) throws JsonProcessingException {
    ValueReader reader = new ValueReader(values, "1", "0");
    Object body = new ObjectMapper().readTree(json);
    if (expected.equals("nothing")) {
      assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> reader.read(body));
    } else {
      assertThat(reader.read(body)).isEqualTo(Double.valueOf(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1/60, 0, 12345, 205.75",
    "5/9, -160/9, 32, 0",
    "5/9, -160/9, -40, -40",
    "0.001, 0, 313, 0.313",
    "1e3, 0, 0.313, 313",
    "1, 273.15, 0, 273.15",
    "-1, 0, 5, -5",
    "1, 0, -0, -0.0",
    "10, 1, on, 1"
  })
  void aNumberIsScaledAndAWordIsNot(String scale, String offset, String found, double expected) {
    assertThat(new ValueReader("binary", scale, offset).read(found)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"3600/3600, 0, 1e306", "1e10, 0, -1e300", "1, 1.7e308, 1.7e308"})
  void aNumberBeyondTheRangeAfterScaleAndOffsetIsNone(String scale, String offset, String found) {
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ValueReader("", scale, offset).read(found))
        .withMessage(
            "expected a number within the range of a double after scale and offset, found "
                + Double.valueOf(found));
  }

  @ParameterizedTest
  @CsvSource({"inf, Infinity", "-inf, -Infinity", "nan, NaN"})
  void whatIsInfiniteOrNoNumberStaysSo(String found, Double expected) {
    assertThat(new ValueReader("", "3600", "1").read(found)).isEqualTo(expected);
  }

  @Test
  void aNodeMayBeNoNumber() {
    // as jq makes them, and JSON does not have them
    assertThat(new ValueReader("", "1", "0").read(DoubleNode.valueOf(Double.NaN))).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"on", "=1", "on=", "on=x", "on=1,", "binary,binary1", ","})
  void aPairIsAWordAndANumber(String values) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValueReader(values, "1", "0"))
        .withMessageStartingWith("expected word=number, binary or timestamp in values, found ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1/0", "1/2/3", "inf", "nan", "1/", "/2"})
  void aFractionIsFinite(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValueReader("", text, "0"))
        .withMessage(
            "expected a number or a fraction such as 5/9 for scale, found \"" + text + "\"");
  }
}
