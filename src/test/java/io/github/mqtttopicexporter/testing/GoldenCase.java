package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Messages, and the scrape that follows: a pair of files in {@code src/test/resources/golden/<route
 * file>/}. {@code <case>.mqtt} has a topic, a tab and a payload in each line (with the escapes of a
 * Java string), {@code <case>.prom} is the scrape.
 */
public record GoldenCase(String name) {

  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final List<Path> ROUTES =
      List.of(Path.of("src/test/resources/routes"), Path.of("routes/examples"));

  /** All of them, by name. */
  public static List<GoldenCase> all() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .map(file -> GOLDEN.relativize(file).toString())
          .filter(file -> file.endsWith(".mqtt"))
          .map(file -> new GoldenCase(file.replace(".mqtt", "")))
          .sorted((one, other) -> one.name.compareTo(other.name))
          .toList();
    }
  }

  /**
   * The route file that runs beside the shipped ones, whose name the case has: a user's own, or an
   * example. None if it is a case of the shipped route, which then takes every topic.
   */
  public Optional<Path> routes() {
    String file = Path.of(name).getName(0) + ".camel.yaml";
    return ROUTES.stream()
        .map(routes -> routes.resolve(file))
        .filter(Files::exists)
        .filter(routes -> !routes.endsWith("mqtt-topic.camel.yaml"))
        .findFirst();
  }

  /** Topics and payloads, in their order. */
  public List<Map.Entry<String, String>> messages() {
    try {
      return Files.readAllLines(GOLDEN.resolve(name + ".mqtt")).stream()
          .map(line -> line.split("\t", 2))
          .map(line -> Map.entry(line[0].translateEscapes(), line[1].translateEscapes()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String scrape() {
    try {
      return Files.readString(GOLDEN.resolve(name + ".prom"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a scrape in the place of the one that is there. */
  public void update(String scrape) {
    try {
      Files.writeString(GOLDEN.resolve(name + ".prom"), scrape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
