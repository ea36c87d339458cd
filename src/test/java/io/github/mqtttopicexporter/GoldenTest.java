package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Messages in, metric lines out, through the shipped route files. A case is a pair of files in
 * {@code src/test/resources/golden/<route file>/}: {@code <case>.mqtt} has a topic, a tab and a
 * payload in each line (with the escapes of a Java string), {@code <case>.prom} is the scrape that
 * follows.
 */
class GoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TestFactory
  Stream<DynamicTest> messagesBecomeTheseLines() throws IOException {
    return files(GOLDEN, ".mqtt")
        .map(
            messages ->
                DynamicTest.dynamicTest(
                    GOLDEN.relativize(messages).toString().replace(".mqtt", ""),
                    () -> {
                      try (TestExporter exporter = TestExporter.start(flags(messages))) {
                        for (String line : Files.readAllLines(messages)) {
                          String[] message = line.split("\t", 2);
                          exporter.deliver(
                              message[0].translateEscapes(), message[1].translateEscapes());
                        }
                        Path expected = Path.of(messages.toString().replace(".mqtt", ".prom"));
                        assertThat(exporter.scrape()).isEqualTo(Files.readString(expected));
                      }
                    }));
  }

  /** A case runs with the routes it is named by: a user's own, an example or what is shipped. */
  private static String[] flags(Path messages) {
    String directory = GOLDEN.relativize(messages).getName(0).toString();
    return Stream.of("src/test/resources/routes", "routes/examples")
        .map(routes -> Path.of(routes, directory + ".camel.yaml"))
        .filter(Files::exists)
        .findFirst()
        .map(file -> new String[] {"--routes=routes/*.camel.yaml", "--routes=" + file})
        .orElse(new String[] {"--mqtt.topic=#"});
  }

  private static Stream<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
    }
  }
}
