package io.github.mqtttopicexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> file = new HashMap<>();

  @Test
  void onlyTheBrokerMustBeGiven() {
    flags.put("mqtt.server", "mqtt://broker");

    assertThat(read())
        .isEqualTo(
            new Settings(
                Optional.of(BrokerUrl.parse("mqtt://broker")),
                Optional.empty(),
                new TlsFiles(null, null, null, false),
                List.of(),
                Duration.ofMinutes(1),
                false,
                Duration.ofSeconds(60),
                0,
                "mqtt-topic-exporter",
                Settings.maxPacketSize(Runtime.getRuntime().maxMemory()),
                "",
                Optional.empty(),
                List.of(new ListenAddress("0.0.0.0", 9981)),
                Optional.empty(),
                "/metrics",
                false,
                200_000,
                100_000,
                List.of("routes/*.camel.yaml"),
                true,
                "info",
                "logger:stderr",
                false,
                properties()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "kafka:9092,", "kafka:9092 other:9092", "http://kafka", ":9092"})
  void aBrokerOfKafkaIsAHostAndAPort(String text) {
    flags.put("kafka.brokers", text);
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(this::read)
        .withMessage("--kafka.brokers: expected host:port, split by commas, found \"%s\"", text);
  }

  @ParameterizedTest
  @CsvSource({"mqtt.server,mqtt://broker", "demo,true"})
  void messagesComeFromKafkaOrFromABroker(String key, String value) {
    flags.put("kafka.topic", "mqtt");
    flags.put("kafka.brokers", "kafka:9092");
    assertThat(read().kafkaTopic()).contains("mqtt");

    flags.put(key, value);
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(this::read)
        .withMessage("--kafka.topic: expected no --%s beside it, found one", key);
  }

  @Test
  void eachSettingIsRead() {
    flags.putAll(
        Map.ofEntries(
            Map.entry("mqtt.server", "mqtts://broker"),
            Map.entry("mqtt.username", "user"),
            Map.entry("mqtt.password-file", "password"),
            Map.entry("mqtt.ca-file", "ca.pem"),
            Map.entry("mqtt.cert-file", "me.pem"),
            Map.entry("mqtt.key-file", "me.key"),
            Map.entry("mqtt.insecure-skip-verify", "true"),
            Map.entry("mqtt.topic", "/home/+, $SYS/#"),
            Map.entry("mqtt.retain-time", "1h30m"),
            Map.entry("mqtt.last-received", "true"),
            Map.entry("mqtt.max-backoff", "86400"),
            Map.entry("mqtt.qos", "2"),
            Map.entry("mqtt.client-id", "attic"),
            Map.entry("mqtt.max-packet-size", "65536"),
            Map.entry("kafka.brokers", "kafka:9092"),
            Map.entry("web.listen-address", "[::1]:80, :81"),
            Map.entry("web.config.file", "web.yml"),
            Map.entry("web.telemetry-path", "/a/metrics"),
            Map.entry("web.enable-lifecycle", "true"),
            Map.entry("series.limit", "2000"),
            Map.entry("series.limit-per-metric", "1000"),
            Map.entry("routes", "a.camel.yaml,b/*.camel.yaml"),
            Map.entry("routes.reload", "false"),
            Map.entry("demo", "true"),
            Map.entry("log.level", "debug"),
            Map.entry("log.format", "logger:stdout?json=true")));

    assertThat(read())
        .isEqualTo(
            new Settings(
                Optional.of(BrokerUrl.parse("mqtts://user@broker")),
                Optional.of(new PasswordFile(Path.of("password"))),
                new TlsFiles(Path.of("ca.pem"), Path.of("me.pem"), Path.of("me.key"), true),
                List.of(new TopicFilter("/home/+"), new TopicFilter("$SYS/#")),
                Duration.ofMinutes(90),
                true,
                Duration.ofDays(1),
                2,
                "attic",
                65_536,
                "kafka:9092",
                Optional.empty(),
                List.of(new ListenAddress("::1", 80), new ListenAddress("0.0.0.0", 81)),
                Optional.of(Path.of("web.yml")),
                "/a/metrics",
                true,
                2000,
                1000,
                List.of("a.camel.yaml", "b/*.camel.yaml"),
                false,
                "debug",
                "logger:stdout?json=true",
                true,
                properties()));
  }

  @Test
  void theyNeverShowThePassword() {
    flags.put("mqtt.server", "mqtt://user:secret@broker");

    assertThat(read().toString()).contains("mqtt://broker:1883").doesNotContain("secret");

    file.putAll(flags);
    flags.clear();
    assertThat(read().toString()).contains("mqtt://broker:1883").doesNotContain("secret");
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentAndTheEnvironmentBeforeTheFile() {
    flags.putAll(Map.of("mqtt.server", "mqtt://flag"));
    environment.putAll(
        Map.of("MQTT_SERVER", "mqtt://environment", "MQTT_CLIENT_ID", "environment"));
    file.putAll(
        Map.of(
            "mqtt.server", "mqtt://file", "mqtt.client-id", "file", "web.telemetry-path", "/file"));

    Settings settings = read();

    assertThat(settings.requireServer()).hasToString("mqtt://flag:1883");
    assertThat(settings.clientId()).isEqualTo("environment");
    assertThat(settings.telemetryPath()).isEqualTo("/file");
  }

  @Test
  void anEmptyVariableAndAnEmptyLineOfTheFileAreNotGiven() {
    environment.putAll(Map.of("MQTT_SERVER", "", "MQTT_QOS", "", "MQTT_RETAIN_TIME", ""));
    file.putAll(Map.of("mqtt.server", "mqtt://file", "mqtt.qos", "", "mqtt.retain-time", "0"));

    Settings settings = read();

    assertThat(settings.requireServer()).hasToString("mqtt://file:1883");
    assertThat(settings.qos()).isZero();
    assertThat(settings.retainTime()).isZero();
  }

  @Test
  void anEmptyFlagIsGiven() {
    flags.putAll(Map.of("mqtt.server", "mqtt://broker", "mqtt.topic", ""));
    environment.put("MQTT_TOPIC", "#");

    assertThat(read().topics()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt://me@broker", "mqtt://me:s3cret@broker", "mqtt://:s3cret@broker"})
  void userAndPasswordAreInOnePlace(String server) {
    flags.putAll(Map.of("mqtt.server", server, "mqtt.username", "me"));

    assertRefused(
        "--mqtt.username: expected no user and password in the URL of --mqtt.server beside it, found"
            + " some");
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt.password-file, --mqtt.username",
    "mqtt.cert-file, --mqtt.key-file",
    "mqtt.key-file, --mqtt.cert-file"
  })
  void oneOfThemIsNothingWithoutTheOther(String name, String missing) {
    flags.put("mqtt.server", "mqtt://broker");

    file.put(name, "file");
    assertRefused("--" + name + ": expected " + missing + " beside it, found none");
  }

  @ParameterizedTest
  @CsvSource({
    "MQTT_SERVER, MQTT_SERVER, mqtt.server, --mqtt.server",
    "MQTT_RETAIN_TIME, MQTT_RETAIN_TIME, mqtt.retain-time, --mqtt.retain-time",
    "ROUTES, ROUTES, routes, --routes",
    "DEMO, DEMO, demo, --demo"
  })
  void aSettingIsNamedAlikeEverywhere(Setting setting, String variable, String key, String flag) {
    assertThat(setting.flag()).isEqualTo(flag);
    file.put(key, "file");
    assertThat(text(setting)).isEqualTo("file");
    environment.put(variable, "environment");
    assertThat(text(setting)).isEqualTo("environment");
    flags.put(key, "flag");
    assertThat(text(setting)).isEqualTo("flag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/metrics/", "/a/b_c.d~e-f", "/.well-known/9", "/..."})
  void aPathIsOfWhatNeedsNoEscape(String path) {
    flags.putAll(Map.of("mqtt.server", "mqtt://broker", "web.telemetry-path", path));

    assertThat(read().telemetryPath()).isEqualTo(path);
  }

  @Test
  void aSwitchIsTrueOrFalse() {
    assertThat(source().isOn(Setting.DEMO)).isFalse();
    environment.put("DEMO", "true");
    assertThat(source().isOn(Setting.DEMO)).isTrue();
    environment.put("DEMO", "1");
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> source().isOn(Setting.DEMO))
        .withMessage("DEMO (environment): expected true or false, found \"1\"");
  }

  @Test
  void withoutABrokerThereIsNoStart() {
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> read().requireServer())
        .withMessage(
            "--mqtt.server: expected the URL of a broker, found none (--demo brings its own)");
  }

  @Test
  void theDemoTakesItsOwnTopicsUnlessAFlagNamesOthers() {
    environment.putAll(Map.of("DEMO", "true", "MQTT_TOPIC", "a"));
    assertThat(read().topics()).containsExactly(new TopicFilter("/home/sensor/+"));
    flags.put("mqtt.topic", "b");
    assertThat(read().topics()).containsExactly(new TopicFilter("b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mqtt.server        | http://u:secret@broker | expected mqtt://, mqtts://, ws:// or wss://, found "http://"
          mqtt.topic         | /a,/b/#/c              | expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found "/b/#/c"
          mqtt.topic         | /a,                    | expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found ""
          mqtt.retain-time   | 60                     | expected a duration such as 90s, 1h30m or 0, found "60"
          mqtt.max-backoff   | 0                      | expected a whole number of 1 to 86400, found "0"
          mqtt.max-backoff   | 86401                  | expected a whole number of 1 to 86400, found "86401"
          mqtt.max-backoff   | 10000000000            | expected a whole number of 1 to 86400, found "10000000000"
          mqtt.max-backoff   | 60s                    | expected a whole number of 1 to 86400, found "60s"
          mqtt.qos           | 3                      | expected a whole number of 0 to 2, found "3"
          mqtt.qos           | -1                     | expected a whole number of 0 to 2, found "-1"
          mqtt.qos           | ٢                      | expected a whole number of 0 to 2, found "٢"
          series.limit       | 0                      | expected a whole number of 1 to 100000000, found "0"
          web.listen-address | 9981                   | expected :port, host:port or [v6]:port, found "9981"
          web.telemetry-path | metrics                | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "metrics"
          web.telemetry-path | /metrics?x             | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/metrics?x"
          web.telemetry-path | /{metrics}             | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/{metrics}"
          web.telemetry-path | /my metrics            | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/my metrics"
          web.telemetry-path | /:x                    | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/:x"
          web.telemetry-path | /a%20b                 | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/a%20b"
          web.telemetry-path | //metrics              | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "//metrics"
          web.telemetry-path | /a/../b                | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/a/../b"
          web.telemetry-path | /.                     | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/."
          web.telemetry-path | /-/ready               | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/-/ready"
          web.telemetry-path | /-/                    | expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found "/-/"
          """)
  void aBadValueNamesWhereItCameFrom(String name, String value, String message) {
    flags.put("mqtt.server", "mqtt://broker");

    flags.put(name, value);
    assertRefused("--" + name + ": " + message);
    flags.remove(name);

    String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    environment.put(variable, value);
    assertRefused(variable + " (environment): " + message);
    environment.remove(variable);

    file.put(name, value);
    assertRefused(name + " (application.properties): " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtt.retain-time", "mqtt.max-backoff", "mqtt.qos", "web.telemetry-path"})
  void anEmptyFlagIsNoDefault(String name) {
    flags.putAll(Map.of("mqtt.server", "mqtt://broker", name, ""));

    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(this::read)
        .withMessageStartingWith("--" + name + ": expected a ")
        .withMessageEndingWith(", found \"\"");
  }

  private ApplicationProperties properties() {
    return new ApplicationProperties(Optional.empty(), file);
  }

  private Settings.Source source() {
    return new Settings.Source(flags, environment, properties());
  }

  private String text(Setting setting) {
    return source().read(setting, text -> text);
  }

  private Settings read() {
    return Settings.read(flags, environment, properties());
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(this::read)
        .withMessage(message)
        .extracting(Mistake::exitCode)
        .isEqualTo(1);
  }
}
