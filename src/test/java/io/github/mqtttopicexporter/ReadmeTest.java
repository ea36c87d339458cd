package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.testing.SelfSigned;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README and the reference show what happens, and the reference names all that there is. */
class ReadmeTest {

  private static final Path PROMETHEUS =
      Path.of(
          "src/generated/resources/META-INF/io/github/mqtttopicexporter/prometheus/prometheus.json");

  private final String readme = Files.readString(Path.of("README.md"));
  private final String reference = Files.readString(Path.of("src/site/markdown/reference.md"));
  private final Path weather;

  ReadmeTest(@TempDir Path directory) throws IOException {
    weather = directory.resolve("weather.camel.yaml");
  }

  private String block(String start) {
    Matcher block =
        Pattern.compile("(?s)```\\w+\\n(" + Pattern.quote(start) + ".*?)```")
            .matcher(readme + reference);
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
    new TestCommand(
            settings,
            RouteFiles.find(TestExporter.HERE, settings).read(),
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(out, true, StandardCharsets.UTF_8))
        .run(List.of(topic, payload));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itsRouteMakesItsMetric() throws IOException {
    Matcher shown =
        Pattern.compile("--test (\\S+) (\\S+)\n(weather.*\n)").matcher(block("$ java -jar"));
    assertThat(shown.find()).isTrue();
    assertThat(tested(block("# weather/garden"), shown.group(1), shown.group(2)))
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
        .isEqualTo("recipe: " + weather + ":6:11: expected a number, found \"toggle\"\n");
  }

  @Test
  void itsMistakeIsToldAsItSays() throws IOException {
    Files.writeString(weather, block("# weather/garden").replace("level.place", "levl.place"));
    String told =
        block("/opt/mqtt-topic-exporter/routes/weather")
            .strip()
            .replace("/opt/mqtt-topic-exporter/routes/", "");
    assertThatThrownBy(
            () -> TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + weather))
        .hasMessage(weather.getParent() + "/" + told);
  }

  @Test
  void itsWebConfigurationIsRead() throws Exception {
    Path directory = SelfSigned.create();
    Path config = Files.writeString(directory.resolve("web.yml"), block("tls_server_config:"));
    try (TestExporter exporter =
        TestExporter.start("--mqtt.topic=#", "--web.config.file=" + config)) {
      assertThat(exporter.get("/-/healthy")).contains("HTTPS");
    }
  }

  @Test
  void itListsEveryRouteFile() throws IOException {
    for (String directory : List.of("routes", "routes/examples", "routes/demo")) {
      String prefix = directory.endsWith("demo") ? "demo/" : "";
      try (Stream<Path> files = Files.list(Path.of(directory)).filter(Files::isRegularFile)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(
                file ->
                    assertThat(reference).contains("\n| `" + prefix + file.getFileName() + "` |"));
      }
    }
  }

  @Test
  void itListsEveryFlag() {
    ByteArrayOutputStream help = new ByteArrayOutputStream();
    Flags.printHelp(new PrintStream(help, true, StandardCharsets.UTF_8));
    assertThat(
            Pattern.compile("(?m)^ +(?:-h, )?(--[a-z.-]+)")
                .matcher(help.toString(StandardCharsets.UTF_8))
                .results()
                .map(flag -> flag.group(1)))
        .contains("--mqtt.server", "--help")
        .allSatisfy(flag -> assertThat(reference).contains("`" + flag + "`"));
  }

  @Test
  void itHasTheDefaultsOfTheSettings() throws IOException {
    Properties defaults = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("application.properties"))) {
      defaults.load(file);
    }
    assertThat(defaults.stringPropertyNames())
        .isNotEmpty()
        .allSatisfy(
            key -> assertThat(reference).contains(row("--" + key, defaults.getProperty(key))));
  }

  /** The beginning of a row of the reference. */
  private static String row(String name, String fallback) {
    return "\n| `" + name + "` | " + (fallback.isEmpty() ? "| " : "`" + fallback + "` | ");
  }

  @Test
  void itListsTheOptionsOfTheEndpointWithTheirDefaults() throws IOException {
    JsonNode endpoint = new ObjectMapper().readTree(PROMETHEUS.toFile());
    for (Map.Entry<String, JsonNode> property : endpoint.get("properties").properties()) {
      JsonNode option = property.getValue();
      if (option.has("prefix")) {
        assertThat(reference).contains("\n| `" + option.get("prefix").asText() + "<");
      } else if (option.get("kind").asText().equals("parameter")) {
        String fallback = option.path("defaultValue").asText();
        assertThat(reference).contains(row(property.getKey(), fallback));
      }
    }
  }

  @Test
  void itListsTheMetricsAboutTheExporter() {
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#")) {
      assertThat(
              Pattern.compile("# TYPE (mqtt_exporter_\\S+)")
                  .matcher(exporter.get("/metrics"))
                  .results())
          .isNotEmpty()
          .allSatisfy(
              type -> assertThat(reference).containsPattern("\\| `" + type.group(1) + "[`{]"));
    }
  }

  @Test
  void itsLinksIntoTheReferenceLeadToAHeading() {
    List<String> headings =
        reference
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.toLowerCase(Locale.ROOT).replaceAll("^#+ |[^a-z0-9_ -]", ""))
            .map(line -> line.replace(' ', '-'))
            .toList();
    assertThat(
            Pattern.compile("\\]\\((?:src/site/markdown/reference\\.md)?#([^)]*)\\)")
                .matcher(readme + reference)
                .results()
                .map(link -> link.group(1)))
        .isNotEmpty()
        .isSubsetOf(headings);
  }
}
