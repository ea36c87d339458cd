package io.github.mqtttopicexporter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.mqtttopicexporter.CheckCommand;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.prometheus.PrometheusComponent;
import io.github.mqtttopicexporter.series.SeriesStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationPropertiesTest {

  private static final Home SHIPPED = new Home(Path.of("").toAbsolutePath(), Path.of("target"));

  private final Path file;
  private final Home home;

  ApplicationPropertiesTest(@TempDir Path directory) {
    file = directory.resolve("application.properties");
    home = new Home(directory, Path.of("target").toAbsolutePath());
  }

  private ApplicationProperties read(String text) throws IOException {
    Files.writeString(file, text);
    return ApplicationProperties.read(home);
  }

  @Test
  void theyAreThoseOfTheirReading() throws IOException {
    ApplicationProperties properties = read("mqtt.topic = größe/#\n");
    Files.writeString(file, "mqtt.topic = a\n");
    assertThat(properties.values()).isEqualTo(Map.of("mqtt.topic", "größe/#"));
  }

  /** They say what holds without them. */
  @Test
  void thoseThatAreShippedAreTheDefaults() {
    Map<String, String> defaults =
        Arrays.stream(Setting.values())
            .filter(setting -> setting != Setting.DEMO)
            .collect(Collectors.toMap(Setting::key, setting -> setting.fallback));
    assertThat(ApplicationProperties.read(SHIPPED).values()).isEqualTo(defaults);
  }

  @Test
  void theComponentHasTheSameDefaultsWithoutThem() {
    assertThat(new PrometheusComponent().getRetainTime())
        .isEqualTo(Setting.MQTT_RETAIN_TIME.fallback);
    assertThat(SeriesStore.Limits.DEFAULT)
        .isEqualTo(
            new SeriesStore.Limits(
                Integer.parseInt(Setting.SERIES_LIMIT.fallback),
                Integer.parseInt(Setting.SERIES_LIMIT_PER_METRIC.fallback)));
  }

  @ParameterizedTest
  @EnumSource
  void eachSettingIsKnown(Setting setting) throws IOException {
    read(setting.key() + " = 1\n");
  }

  /** What route files refer to, and what Camel has. */
  @ParameterizedTest
  @ValueSource(strings = {"kitchen.topic", "mqttTopic", "cellar.mqtt.server", "camel.main.name"})
  void otherKeysAreFree(String key) throws IOException {
    read(key + " = 1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt.retian-time",
        "mqtt.retainTime",
        "web.port",
        "series.limits",
        "log.levle",
        "routes.relaod"
      })
  void aKeyThatIsNamedLikeASettingIsOne(String key) {
    String text = "# mqtt.retian-time = 1m\nmqtt.qos = 0\n " + key + ": s3cret\n";
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> read(text))
        .withMessage(file + ":3: expected the key of a setting, found \"" + key + "\"");
  }

  @Test
  void theFirstMistakenKeyIsTold() {
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> read("web.x=1\nmqtt.x=1\nlog.x=1\n"))
        .withMessage(file + ":3: expected the key of a setting, found \"log.x\"");
  }

  @Test
  void aSettingIsNoPlaceholder() {
    String text = "cellar = {{env:CELLAR}}\nmqtt.server = mqtt://u:s3cret@{{env:BROKER}}\n";
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> read(text))
        .withMessage(
            file
                + ":2: expected the value itself, found a {{placeholder}}: MQTT_SERVER sets it from"
                + " the environment");
  }

  /** As Docker makes of a file to be mounted that is not there. */
  @Test
  void aDirectoryInTheirPlaceIsTold() throws IOException {
    Files.createDirectory(file);
    assertThatExceptionOfType(Mistake.class)
        .isThrownBy(() -> ApplicationProperties.read(home))
        .withMessage(file + ": cannot be read: Is a directory");
  }

  @Test
  void checkConfigTellsIt() throws IOException {
    Files.writeString(file, "mqtt.retian-time = 5m\n");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(
            new CheckCommand(Map.of("mqtt.topic", "#"), Map.of(), home)
                .run(
                    new PrintStream(new ByteArrayOutputStream()),
                    new PrintStream(err, true, StandardCharsets.UTF_8)))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(file + ":1: expected the key of a setting, found \"mqtt.retian-time\"\n");
  }
}
