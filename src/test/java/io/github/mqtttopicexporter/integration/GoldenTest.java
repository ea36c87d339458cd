package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages in, metric lines out, through the shipped route files. A case is a pair of files in
 * {@code src/test/resources/golden/<route file>/}: {@code <case>.mqtt} has a topic, a tab and a
 * payload in each line (with the escapes of a Java string), {@code <case>.prom} is the scrape that
 * follows. With {@code -Dgolden.update} the scrapes are written and not compared.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("cases")
class GoldenTest extends RouteTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path ROUTES = Path.of("src/test/resources/routes");

  private final Path messages;
  private final Path expected;

  GoldenTest(String name) {
    super("#", routes(name));
    messages = GOLDEN.resolve(name + ".mqtt");
    expected = GOLDEN.resolve(name + ".prom");
  }

  static Stream<String> cases() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .map(file -> GOLDEN.relativize(file).toString())
          .filter(file -> file.endsWith(".mqtt"))
          .map(file -> file.replace(".mqtt", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** A case runs with the routes it is named by: a user's own, an example, or the shipped ones. */
  private static String routes(String name) {
    String file = Path.of(name).getName(0) + ".camel.yaml";
    return Stream.of(ROUTES, Path.of("routes/examples"))
        .map(routes -> routes.resolve(file))
        .filter(Files::exists)
        .findFirst()
        .orElse(ROUTES.resolve("mqtt-topic.camel.yaml"))
        .toString();
  }

  @Test
  void messagesBecomeTheseLines() throws IOException {
    for (String line : Files.readAllLines(messages)) {
      String[] message = line.split("\t", 2);
      deliver(message[0].translateEscapes(), message[1].translateEscapes());
    }
    if (System.getProperty("golden.update") != null) {
      Files.writeString(expected, scrape());
    }
    assertThat(scrape()).isEqualTo(Files.readString(expected));
  }
}
