package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.CheckCommand;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteCheckTest {

  private static final Path CHECK = Path.of("src/test/resources/check").toAbsolutePath();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int check(String... flags) {
    return new CheckCommand(Flags.parse(flags).values(), Map.of(), TestExporter.HERE)
        .run(new PrintStream(out, true), new PrintStream(err, true));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theShippedFilesHaveNoMistake() {
    assertThat(check("--mqtt.topic=#")).isZero();
    assertThat(err()).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            Path.of("routes/errors.camel.yaml").toAbsolutePath() + ": ok",
            Path.of("routes/metrics.camel.yaml").toAbsolutePath() + ": ok",
            Path.of("routes/mqtt-topic.camel.yaml").toAbsolutePath() + ": ok",
            Path.of("routes/web.camel.yaml").toAbsolutePath() + ": ok");
  }

  @Test
  void everyMistakeOfAFileIsTold() {
    Path file = CHECK.resolve("five.camel.yaml");

    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + file)).isEqualTo(1);

    assertThat(err().replace(file.toString(), "five").lines())
        .containsExactly(
            "five:4:12: expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"kitchen/#/temp\"",
            "five:13:17: expected a valid expression, found \".a +* 2\": Encountered \" \"*\" \"* \"\""
                + " at line 1, column 5.",
            "five:20:11: expected a step that Camel has, found \"convertBodyToo\"",
            "five:28:18: expected a metric name of letters, digits, _ and :, found"
                + " \"kitchen-temperature\"",
            "five:38:25: expected a valid expression, found \"${header.x == 1\": expected symbol"
                + " functionEnd but was eol",
            "five:49:15: expected an option that the endpoint has, found \"retainTme\"; is it"
                + " retainTime?",
            "five:51:9: expected an id of its own, found \"five-a\" as at five:2:9",
            "five:58:15: expected a label name of letters, digits and _, found \"__room\"");
  }

  @Test
  void everyMistakeOfALineIsTold() {
    Path file = CHECK.resolve("flow.camel.yaml");

    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + file)).isEqualTo(1);

    assertThat(err().replace(file.toString(), "flow").lines())
        .containsExactly(
            "flow:1:29: expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"a/#/b\"",
            "flow:1:126: expected a metric name of letters, digits, _ and :, found \"x-y\"",
            "flow:1:208: expected a valid expression, found \"+.\": Encountered \" \"+\" \"+ \"\" at"
                + " line 1, column 1.");
  }

  @Test
  void whatIsMissingBecauseOfAMistakeIsNoMistake(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("metrics.camel.yaml");
    Files.writeString(
        file, Files.readString(Path.of("routes/metrics.camel.yaml")).replace("from:", "form:"));

    assertThat(check("--mqtt.topic=#", "--routes=routes/mqtt-topic.camel.yaml", "--routes=" + file))
        .isEqualTo(1);

    assertThat(err().lines())
        .isNotEmpty()
        .allMatch(line -> line.endsWith("expected a field that this step has, found \"form\""));
  }

  @Test
  void anotherEncodingIsTold(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("latin.camel.yaml");
    Files.writeString(file, "# ä\n", StandardCharsets.ISO_8859_1);

    assertThat(check("--routes=" + file)).isEqualTo(1);

    assertThat(err()).isEqualTo(file + ": expected UTF-8, found another encoding\n");
  }

  @Test
  void twoFilesWithOneIdAreTold(@TempDir Path directory) throws IOException {
    String route =
        """
        - route:
            id: attic
            from:
              uri: paho:attic
              steps:
                - to: prometheus:attic
        """;
    Path one = Files.writeString(directory.resolve("1.camel.yaml"), route);
    Path other = Files.writeString(directory.resolve("2.camel.yaml"), route);

    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + directory + "/*.yaml"))
        .isEqualTo(1);

    assertThat(err())
        .isEqualTo(
            other + ":2:9: expected an id of its own, found \"attic\" as at " + one + ":2:9\n");
  }

  private String errorsOf(Path directory, String file) throws IOException {
    Path path = Files.writeString(directory.resolve("1.camel.yaml"), file);
    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + path)).isEqualTo(1);
    return err().replace(path.toString(), "1");
  }

  @Test
  void aKeyThatOccursAgainIsTold(@TempDir Path directory) throws IOException {
    assertThat(
            errorsOf(
                directory,
                """
                - route:
                    id: attic
                    from:
                      uri: paho:attic
                      steps:
                        - to:
                            uri: prometheus:attic_celsius
                            parameters:
                              unit: celsius
                              help: Attic
                              unit: kelvin
                """))
        .isEqualTo("1:11:15: expected each key once, found \"unit\" again\n");
  }

  @Test
  void aRouteWithoutStepsIsTold(@TempDir Path directory) throws IOException {
    assertThat(
            errorsOf(
                directory,
                """
                - route:
                    id: attic
                    from:
                      uri: paho:attic
                """))
        .isEqualTo("1:4:7: expected steps, found none in route attic\n");
  }

  @Test
  void anUnknownComponentIsNoMissingTopic(@TempDir Path directory) throws IOException {
    assertThat(
            errorsOf(
                directory,
                """
                - route:
                    id: attic
                    from:
                      uri: phao:attic
                      steps:
                        - to: prometheus:attic
                """))
        .isEqualTo("1:4:12: expected a component whose jar is there, found \"phao\"\n");
  }

  @Test
  void aLinkToNothingAndADirectoryAreTold(@TempDir Path directory) throws IOException {
    Path link = directory.resolve("attic.camel.yaml");
    Files.createSymbolicLink(link, directory.resolve("nothing"));
    assertThat(check("--routes=" + directory + "/*.camel.yaml")).isEqualTo(1);
    Files.delete(link);
    Files.createDirectory(link);
    assertThat(check("--routes=" + directory + "/*.camel.yaml")).isEqualTo(1);

    assertThat(err())
        .isEqualTo(
            link
                + ": expected a file, found a link or a device without one\n"
                + link
                + ": expected a file, found a directory\n");
  }

  @Test
  void aFileThatIsTooLargeIsToldByItsName(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("attic.camel.yaml");
    Files.writeString(file, "#".repeat(4_000_000));
    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + file)).isEqualTo(1);
    assertThat(err()).isEqualTo(file + ": expected at most 3145728 characters, found 4000000\n");
  }

  @Test
  void nestingWithoutAnEndIsTold(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("attic.camel.yaml");
    Files.writeString(file, "- " + "[".repeat(20_000));
    assertThat(check("--routes=routes/*.camel.yaml", "--routes=" + file)).isEqualTo(1);
    assertThat(err()).isEqualTo(file + ": expected steps nested less deep\n");
  }

  /** A billion elements once each name stands for its list. */
  @Test
  void listsThatRepeatEachOtherAreTold(@TempDir Path directory) throws IOException {
    StringBuilder bomb = new StringBuilder("- &a0 [x]\n");
    for (int i = 0; i < 9; i++) {
      bomb.append("- &a%d [%s*a%d]\n".formatted(i + 1, ("*a" + i + ", ").repeat(9), i));
    }
    assertThat(errorsOf(directory, bomb.toString()))
        .isEqualTo("1: Number of aliases for non-scalar nodes exceeds the specified max=50\n");
  }

  @Test
  void hiddenFilesAreThoseOfOtherPrograms(@TempDir Path directory) throws IOException {
    Path routes = Files.createDirectory(directory.resolve("routes"));
    for (String file : new String[] {"metrics", "mqtt-topic"}) {
      Files.copy(Path.of("routes/" + file + ".camel.yaml"), routes.resolve(file + ".camel.yaml"));
    }
    Files.writeString(routes.resolve("._metrics.camel.yaml"), "\0");
    assertThat(check("--mqtt.topic=#", "--routes=" + routes + "/*.camel.yaml")).isZero();
  }
}
