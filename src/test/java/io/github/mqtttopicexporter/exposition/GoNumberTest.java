package io.github.mqtttopicexporter.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoNumberTest {

  private static String written(double value, boolean point) {
    Text text = new Text();
    GoNumber.write(text, value, point);
    return text.toString();
  }

  /** What strconv.FormatFloat(value, 'g', -1, 64) of Go gives. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.0",
    "-0.0, -0, -0.0",
    "1, 1, 1.0",
    "-1, -1, -1.0",
    "30, 30, 30.0",
    "21.5, 21.5, 21.5",
    "-40.25, -40.25, -40.25",
    "0.1, 0.1, 0.1",
    "0.001, 0.001, 0.001",
    "0.0001, 0.0001, 0.0001",
    "0.00012345, 0.00012345, 0.00012345",
    "0.00001, 1e-05, 1e-05",
    "0.000012345, 1.2345e-05, 1.2345e-05",
    "999999, 999999, 999999.0",
    "-999999, -999999, -999999.0",
    "999999.5, 999999.5, 999999.5",
    "1000000, 1e+06, 1e+06",
    "-1200000, -1.2e+06, -1.2e+06",
    "1234567, 1.234567e+06, 1.234567e+06",
    "1234567.5, 1.2345675e+06, 1.2345675e+06",
    "1514764800.25, 1.51476480025e+09, 1.51476480025e+09",
    "9007199254740991, 9.007199254740991e+15, 9.007199254740991e+15",
    "9007199254740992, 9.007199254740992e+15, 9.007199254740992e+15",
    "18446744073709552000, 1.8446744073709552e+19, 1.8446744073709552e+19",
    "2e23, 2e+23, 2e+23",
    "1e100, 1e+100, 1e+100",
    "-1.7976931348623157e308, -1.7976931348623157e+308, -1.7976931348623157e+308",
    "2.2250738585072014e-308, 2.2250738585072014e-308, 2.2250738585072014e-308",
    "NaN, NaN, NaN",
    "Infinity, +Inf, +Inf",
    "-Infinity, -Inf, -Inf",
  })
  void aNumberIsWrittenAsGoDoes(double value, String text, String openMetrics) {
    assertThat(written(value, false)).isEqualTo(text);
    assertThat(written(value, true)).isEqualTo(openMetrics);
  }
}
