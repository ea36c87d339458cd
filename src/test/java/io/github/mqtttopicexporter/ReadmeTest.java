package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** Runs a shell command of README that ends in {@code --test}. */
  private String tested(String file, String topic, String payload) throws IOException {
    Files.writeString(weather, file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Settings settings =
        TestExporter.settings(
            TestExporter.HERE, "--routes=routes/*.camel.yaml", "--routes=" + weather);
    new TestCommand(settings, RouteFiles.find(TestExporter.HERE, settings).read())
        .run(
            topic,
            payload,
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itsRouteMakesItsMetric() throws IOException {
    Matcher shown =
        Pattern.compile("--test (\\S+) (\\S+)\n(weather.*\n)").matcher(block("$ java -jar"));
    assertThat(shown.find()).isTrue();
    assertThat(tested(block("# An American"), shown.group(1), shown.group(2)))
        .isEqualTo(shown.group(3));
  }

  @Test
  void itsRecipesWork() throws IOException {
    String from =
        "- route:\n    id: recipe\n    from:\n      uri: paho:house/+/sensor\n      steps:\n";
    assertThat(
            tested(
                from + block("        - setBody"),
                "house/kitchen/sensor",
                "{\"climate\": {\"celsius\": 21.5, \"co2\": \"40\", \"lux\": null}}"))
        .isEqualTo(
            """
            room_celsius{room="kitchen",sensor="ceiling"} 21.5
            room_co2{room="kitchen",sensor="ceiling"} 40
            """);
    assertThat(tested(from + block("        - to:"), "house/hall/sensor", "ON"))
        .isEqualTo("switch_on 1\n");
    assertThat(tested(from + block("        - to:"), "house/hall/sensor", "Dimmed"))
        .isEqualTo("switch_on 0.5\n");
    assertThat(tested(from + block("        - to:"), "house/hall/sensor", "toggle"))
        .isEqualTo("recipe: expected a number, found \"toggle\"\n");
  }

  @Test
  void itsMistakeIsToldAsItSays() throws IOException {
    Files.writeString(weather, block("# An American").replace("level.place", "levl.place"));
    String told =
        block("/opt/mqtt-topic-exporter/routes/weather")
            .strip()
            .replace("/opt/mqtt-topic-exporter/routes/", "");
    assertThatThrownBy(
            () -> TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + weather))
        .hasMessage(weather.getParent() + "/" + told);
  }

  @Test
  void itListsEveryExample() throws IOException {
    try (Stream<Path> examples = Files.list(Path.of("routes/examples"))) {
      assertThat(examples)
          .isNotEmpty()
          .allSatisfy(
              example -> assertThat(readme).contains("| `" + example.getFileName() + "` |"));
    }
  }

  @Test
  void itListsEveryFlag() {
    assertThat(Flags.names())
        .isNotEmpty()
        .allSatisfy(flag -> assertThat(readme).contains("`" + flag + "`"));
  }

  @Test
  void itIsShortEnoughToRead() {
    assertThat(readme.lines().count()).isLessThanOrEqualTo(310);
  }
}
