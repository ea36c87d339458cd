package io.github.mqtttopicexporter.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
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
        .isEqualTo(new BrokerUrl("tcp", "broker", 1883, "", userName, password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "broker",
        "broker:1883",
        "mqtt:broker",
        "mqtt:/broker",
        "//user:secret@broker",
        " mqtt://broker",
        "user:secret",
        "user:secret@broker",
        "mqtt:bob:secret",
        "mqtt:/user:secret@broker"
      })
  void refusesWhatIsNoUrl(String text) {
    assertRefused(
        text,
        "expected a URL that begins with mqtt://, mqtts://, ws:// or wss:// (the text is not shown:"
            + " it may hold a password)");
  }

  @ParameterizedTest
  @CsvSource({
    "http://broker, http://",
    "MQTT://broker, MQTT://",
    "amqp://user:secret@broker, amqp://"
  })
  void refusesTheUrlOfAnotherService(String text, String scheme) {
    assertRefused(text, "expected mqtt://, mqtts://, ws:// or wss://, found \"" + scheme + "\"");
  }

  /** Which part of them is the password depends on what was forgotten. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # given                          , scheme
          mqtt://                          , mqtt
          mqtt://:1883                     , mqtt
          mqtt:///path                     , mqtt
          mqtt://broker:                   , mqtt
          mqtt://[broker]                  , mqtt
          mqtt://2001:db8::1               , mqtt
          mqtt://[::1                      , mqtt
          'mqtt://broker '                 , mqtt
          mqtt://bro ker                   , mqtt
          ws://broker/a b                  , ws
          mqtt://user:secret               , mqtt
          mqtt://user:1secret              , mqtt
          mqtt://user:123456789            , mqtt
          mqtt://user:secret@              , mqtt
          mqtt://user:secret@broker:       , mqtt
          mqtt://user:secret/secret@broker , mqtt
          mqtt://user:secret@secret@broker , mqtt
          mqtt://user://secret@broker      , mqtt
          mqtt://broker?token=secret       , mqtt
          mqtt://broker#secret             , mqtt
          wss://user:1/secret@broker       , wss
          wss://user:secret@broker/u@host  , wss
          # a port that is none            ,
          mqtt://broker:0                  , mqtt
          mqtt://broker:65536              , mqtt
          wss://broker:99999/mqtt          , wss
          mqtt://user:secret@broker:0      , mqtt
          # a path without WebSockets      ,
          mqtt://broker/mqtt               , mqtt
          ssl://broker:8883//              , ssl
          mqtt://broker:1883/x?token=secret, mqtt
          mqtt://user:secret@broker/path   , mqtt
          """)
  void refusesWhatIsNoBroker(String text, String scheme) {
    assertRefused(
        text,
        "expected [user:password@]host[:port] after "
            + scheme
            + "://, user and password percent-encoded (the rest of the URL is not shown: it may"
            + " hold a password)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt://user:secret%@broker",
        "mqtt://user:secret%zz@broker",
        "mqtt://user%:secret@broker"
      })
  void refusesCredentialsThatAreNotPercentEncoded(String text) {
    assertRefused(
        text,
        "expected user and password percent-encoded, found a % without two hex digits after it");
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

  private static void assertRefused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerUrl.parse(text))
        .withMessage(message)
        .withNoCause();
  }
}
