package io.github.mqtttopicexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What jq is given of a body that is no JSON. */
class BodyConvertersTest {

  private final TypeConverter converter;

  BodyConvertersTest() {
    DefaultCamelContext context = new DefaultCamelContext();
    BodyConverters.register(context.getTypeConverterRegistry());
    converter = context.getTypeConverter();
  }

  static Stream<Arguments> aValueIsWrittenAsJsonWritesIt() {
    return Stream.of(
        Arguments.of(21.5, "21.5"),
        Arguments.of(21.0, "21"),
        Arguments.of(21.5f, "21.5"),
        Arguments.of(7, "7"),
        Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
        Arguments.of(new BigDecimal("0.1"), "0.1"),
        Arguments.of(BigInteger.TWO.pow(64), "1.8446744073709552E19"),
        Arguments.of(true, "true"),
        Arguments.of(false, "false"));
  }

  @ParameterizedTest
  @MethodSource
  void aValueIsWrittenAsJsonWritesIt(Object body, String json) {
    assertThat(converter.convertTo(JsonNode.class, body)).hasToString(json);
  }

  @Test
  void whatIsNoNumberStaysSo() {
    assertThat(converter.convertTo(JsonNode.class, Double.NaN).doubleValue()).isNaN();
    assertThat(converter.convertTo(JsonNode.class, Double.NEGATIVE_INFINITY).doubleValue())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
