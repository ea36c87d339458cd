package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Knowledge goes downhill only: a package names the packages below it, and none above. */
class RoomsTest {

  private static final String ROOT = "io.github.mqtttopicexporter";
  private static final Path SOURCES = Path.of("src/main/java", ROOT.split("\\."));

  /** What each package may name beside itself. The root, which is not listed, may name them all. */
  private static final Map<String, Set<String>> MAY_NAME =
      Map.ofEntries(
          Map.entry("values", Set.of()),
          Map.entry("mistakes", Set.of()),
          Map.entry("demo", Set.of()),
          Map.entry("log", Set.of("values")),
          Map.entry("credentials", Set.of("mistakes")),
          Map.entry("series", Set.of("values")),
          Map.entry("mqtt", Set.of("credentials", "values")),
          Map.entry("kafka", Set.of("mistakes", "mqtt")),
          Map.entry("exposition", Set.of("series", "values")),
          Map.entry("prometheus", Set.of("series", "values")),
          Map.entry("settings", Set.of("credentials", "values", "mistakes", "log")),
          Map.entry("web", Set.of("credentials", "values", "settings", "mistakes")),
          Map.entry(
              "integration",
              Set.of(
                  "values",
                  "mistakes",
                  "credentials",
                  "demo",
                  "log",
                  "series",
                  "mqtt",
                  "exposition",
                  "prometheus",
                  "settings",
                  "web")));

  /** A class of ours by its full name, as imports, Javadoc and code have it. */
  private static final Pattern CLASS =
      Pattern.compile(Pattern.quote(ROOT) + "\\.(?:([a-z]+)\\.)?([A-Z]\\w*)");

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomNamesOnlyThoseBelowIt(String room) {
    Set<String> mayName = MAY_NAME.getOrDefault(room, Set.of());
    assertThat(files(room).stream().flatMap(RoomsTest::named))
        .filteredOn(named -> !named.room().equals(room) && !mayName.contains(named.room()))
        .isEmpty();
  }

  @Test
  void everyRoomHasItsPlace() {
    assertThat(MAY_NAME.keySet()).containsAll(rooms());
  }

  @ParameterizedTest
  @ValueSource(strings = {"series", "values"})
  void whatIsHeldKnowsNothingOfCamel(String room) {
    assertThat(files(room)).noneMatch(file -> text(file).contains("org.apache.camel"));
  }

  @Test
  void theRootHasAtMostEightClasses() {
    assertThat(files(""))
        .filteredOn(file -> !file.endsWith("package-info.java"))
        .hasSizeLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @EmptySource
  @MethodSource("rooms")
  void aPackageSaysWhatItIs(String room) {
    assertThat(SOURCES.resolve(room).resolve("package-info.java"))
        .content()
        .matches("(?s)/\\*\\*\\s+\\* [A-Z].*?\\.\\s.*\\*/.*");
  }

  static List<String> rooms() {
    try (Stream<Path> entries = Files.list(SOURCES)) {
      return entries
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The source files of a package. */
  private static List<Path> files(String room) {
    try (Stream<Path> files = Files.list(SOURCES.resolve(room))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class that a file names; its room is empty if it stands in the root. */
  private record Named(Path by, String room, String name) {}

  /** The classes of ours that a file names. */
  private static Stream<Named> named(Path file) {
    return CLASS
        .matcher(text(file))
        .results()
        .map(
            found ->
                new Named(
                    SOURCES.relativize(file),
                    Objects.requireNonNullElse(found.group(1), ""),
                    found.group(2)))
        .distinct();
  }
}
