package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows is what happens. */
class ReadmeTest {

  private final String readme = Files.readString(Path.of("README.md"));
  private final Path weather;

  ReadmeTest(@TempDir Path directory) throws IOException {
    weather = directory.resolve("weather.camel.yaml");
  }

  private String block(String start) {
    Matcher block =
        Pattern.compile("(?s)```\\w+\\n(" + Pattern.quote(start) + ".*?)```").matcher(readme);
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  @Test
  void itsRouteMakesItsMetric() throws IOException {
    Files.writeString(weather, block("# An American"));
    try (TestExporter exporter =
        TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + weather)) {
      exporter.deliver("weather/garden/fahrenheit", "212");
      assertThat(exporter.scrape())
          .contains("weather_temperature_celsius{place=\"garden\"} 100.0\n");
    }
  }

  @Test
  void itsRecipesWork() throws IOException {
    String from = "- route:\n    id: recipe\n    from:\n      uri: paho:%s\n      steps:\n";
    Files.writeString(
        weather,
        from.replace("recipe", "json").formatted("room")
            + block("        - setVariable")
            + from.replace("recipe", "switch").formatted("switch")
            + block("        - choice"));
    try (TestExporter exporter =
        TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + weather)) {
      exporter.deliver("room", "{\"temperature\": 21.5, \"humidity\": 40}");
      exporter.deliver("switch", "ON");
      exporter.deliver("switch", "Toggle");
      assertThat(exporter.scrape())
          .contains("room_temperature_celsius 21.5\n")
          .contains("room_humidity_percent 40.0\n")
          .contains("switch_on 1.0\n")
          .contains("{reason=\"not_a_number\",route=\"switch\"} 1.0\n");
      exporter.deliver("switch", "OFF");
      assertThat(exporter.scrape()).contains("switch_on 0.0\n");
    }
  }

  @Test
  void itsMistakeIsToldAsItSays() throws IOException {
    Files.writeString(weather, block("# An American").replace("label.place", "labl.place"));
    String told =
        block("mqtt-topic-exporter: /opt")
            .strip()
            .replace("mqtt-topic-exporter: /opt/mqtt-topic-exporter/routes/", "");
    assertThatThrownBy(
            () -> TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + weather))
        .hasMessage(weather.getParent() + "/" + told);
  }

  @Test
  void itListsEveryFlag() {
    assertThat(Flags.names())
        .isNotEmpty()
        .allSatisfy(flag -> assertThat(readme).contains("`" + flag + "`"));
  }

  @Test
  void itIsShortEnoughToRead() {
    assertThat(readme.lines().count()).isLessThanOrEqualTo(250);
  }
}
