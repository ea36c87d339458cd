package io.github.mqtttopicexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # given         , host      , port , shown as
          :9981           , 0.0.0.0   , 9981 , :9981
          0.0.0.0:9981    , 0.0.0.0   , 9981 , :9981
          127.0.0.1:80    , 127.0.0.1 , 80   , 127.0.0.1:80
          localhost:1     , localhost , 1    , localhost:1
          my_host:65535   , my_host   , 65535, my_host:65535
          :0              , 0.0.0.0   , 0    , :0
          [::1]:9981      , ::1       , 9981 , [::1]:9981
          [::]:9981       , '::'      , 9981 , [::]:9981
          [fe80::1%1]:9981, fe80::1%1 , 9981 , [fe80::1%1]:9981
          """)
  void readsHostAndPort(String text, String host, int port, String shownAs) {
    ListenAddress address = ListenAddress.parse(text);

    assertThat(address).isEqualTo(new ListenAddress(host, port));
    assertThat(address).hasToString(shownAs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "9981",
        "localhost",
        "localhost:",
        "localhost:http",
        ":-1",
        ":65536",
        ":123456",
        ": 9981",
        "::1:9981",
        "::1",
        "[::1]",
        "[]:9981",
        "[localhost]:9981",
        "http://localhost:9981",
        "localhost:9981/metrics"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage("expected :port, host:port or [v6]:port, found \"" + text + "\"");
  }
}
