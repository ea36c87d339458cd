package io.github.mqtttopicexporter.paho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # given                          , for Paho
          mqtt://broker                    , tcp://broker:1883
          tcp://broker                     , tcp://broker:1883
          mqtts://broker                   , ssl://broker:8883
          ssl://broker                     , ssl://broker:8883
          ws://broker                      , ws://broker:80
          wss://broker                     , wss://broker:443
          mqtt://broker:1884               , tcp://broker:1884
          mqtts://broker:1                 , ssl://broker:1
          wss://broker:65535               , wss://broker:65535
          mqtt://broker/                   , tcp://broker:1883
          mqtt://broker:1884/              , tcp://broker:1884
          ws://broker/                     , ws://broker:80/
          ws://broker/mqtt                 , ws://broker:80/mqtt
          wss://broker:8443/a/mqtt?x=1     , wss://broker:8443/a/mqtt?x=1
          mqtt://192.0.2.1                 , tcp://192.0.2.1:1883
          mqtt://[2001:db8::1]             , tcp://[2001:db8::1]:1883
          mqtts://[::ffff:192.0.2.1]:8884  , ssl://[::ffff:192.0.2.1]:8884
          mqtt://compose_broker_1          , tcp://compose_broker_1:1883
          mqtt://user:password@broker      , tcp://broker:1883
          wss://user:password@[::1]:1/mqtt , wss://[::1]:1/mqtt
          """)
  void readsSchemeHostPortAndPath(String text, String url) {
    assertThat(BrokerUrl.parse(text).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # given                             , user name, password
          mqtt://broker                       ,          ,
          mqtt://@broker                      ,          ,
          mqtt://:@broker                     ,          ,
          mqtt://user@broker                  , user     ,
          mqtt://user:@broker                 , user     ,
          mqtt://:token@broker                ,          , token
          mqtt://user:password@broker         , user     , password
          mqtt://user:a:b@broker              , user     , a:b
          mqtt://u%40home:p%40s%3As+@broker   , u@home   , p@s:s+
          mqtt://user:%2F%25%20%C3%A9@broker  , user     , /% é
          mqtt://user:é+#?[]@broker           , user     , é+#?[]
          """)
  void readsPercentEncodedCredentials(
      String text, @Nullable String userName, @Nullable String password) {
    assertThat(BrokerUrl.parse(text))
        .isEqualTo(new BrokerUrl("tcp://broker:1883", userName, password));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''
          broker
          broker:1883
          http://broker
          MQTT://broker
          mqtt:broker
          mqtt:/broker
          mqtt://
          mqtt://:1883
          mqtt:///path
          mqtt://broker:
          mqtt://broker:123456
          mqtt://[broker]
          'mqtt://broker '
          ' mqtt://broker'
          mqtt://bro ker
          ws://broker/a b
          """)
  void refusesWhatIsNoUrlOfABroker(String text) {
    assertRefused(
        text,
        "expected mqtt://, mqtts://, ws:// or wss://, a host, and user and password percent-encoded",
        text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt://broker:0", "mqtt://broker:65536", "wss://broker:99999/mqtt"})
  void refusesAPortThatIsNone(String text) {
    assertRefused(text, "expected a port of 1 to 65535", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt://broker/mqtt", "ssl://broker:8883//"})
  void refusesAPathWithoutWebSockets(String text) {
    assertRefused(text, "expected no path but with ws:// and wss://", text);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # given                              , expected, found
          user:secret@broker                   , syntax  , ...@broker
          user:secret@broker:1883              , syntax  , ...@broker:1883
          //user:secret@broker                 , syntax  , //...@broker
          mqtt:user:secret@broker              , syntax  , ...@broker
          mqtt:/user:secret@broker             , syntax  , ...@broker
          http://user:secret@broker            , syntax  , http://...@broker
          mqtt://user:secret@                  , syntax  , mqtt://...@
          mqtt://user:secret@broker:           , syntax  , mqtt://...@broker:
          mqtt://user:secret/secret@broker     , syntax  , mqtt://...@broker
          mqtt://user:secret@secret@broker     , syntax  , mqtt://...@broker
          mqtt://user://secret@broker          , syntax  , mqtt://...@broker
          ws://user:1/secret@broker            , syntax  , ws://...@broker
          ws://user:secret@broker/user@host    , syntax  , ws://...@host
          mqtt://user:secret@broker:0          , port    , mqtt://...@broker:0
          mqtt://user:secret@broker/path       , path    , mqtt://...@broker/path
          mqtt://user:secret%@broker           , encoding, mqtt://...@broker
          mqtt://user:secret%zz@broker         , encoding, mqtt://...@broker
          mqtt://user%:secret@broker           , encoding, mqtt://...@broker
          """)
  void noErrorShowsAPassword(String text, String expected, String found) {
    String message =
        switch (expected) {
          case "syntax" ->
              "expected mqtt://, mqtts://, ws:// or wss://, a host, and user and password percent-encoded";
          case "port" -> "expected a port of 1 to 65535";
          case "path" -> "expected no path but with ws:// and wss://";
          default -> "expected user and password percent-encoded";
        };
    assertRefused(text, message, found);
  }

  @Test
  void noErrorShowsAPasswordOfSeveralLines() {
    assertRefused(
        "mqtt://user:sec\nret@broker:0", "expected a port of 1 to 65535", "mqtt://...@broker:0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wss://user:secret@broker/mqtt",
        "wss://user@broker/mqtt",
        "wss://:secret@broker/mqtt",
        "wss://broker/mqtt"
      })
  void itsTextIsTheUrlWithoutCredentials(String text) {
    assertThat(BrokerUrl.parse(text)).hasToString("wss://broker:443/mqtt");
  }

  private static void assertRefused(String text, String expected, String found) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerUrl.parse(text))
        .withMessage(expected + ", found \"" + found + "\"")
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt://alice:s3cret, mqtt://alice:...",
    "mqtt://broker:mqtt, mqtt://broker:...",
    "mqtt://2001:db8::1, mqtt://2001:...",
    "mqtt://[::1, mqtt://[:..."
  })
  void whatMayBeAPasswordWithoutItsHostIsNotShown(String text, String shown) {
    assertRefused(
        text,
        "expected mqtt://, mqtts://, ws:// or wss://, a host, and user and password percent-encoded",
        shown);
  }
}
