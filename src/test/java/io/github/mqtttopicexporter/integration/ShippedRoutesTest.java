package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The style of the route files, which are what an integrator copies. */
class ShippedRoutesTest {

  private static final Pattern ROUTE =
      Pattern.compile("(?m)^- (route|routeTemplate):\\n    id: (\\S+)\\n    (\\S+):");

  static List<Path> routeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void aFileOpensWithWhatItIsFor(Path file) throws IOException {
    assertThat(file.toString()).endsWith(".camel.yaml");
    assertThat(Files.readString(file)).matches("(?s)# [A-Z][^\\n]*[.]\\n(#\\n|- ).*");
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void aRouteHasAnIdByItsFileAndADescription(Path file) throws IOException {
    String stem = file.getFileName().toString().replace(".camel.yaml", "");
    String text = Files.readString(file);
    List<MatchResult> routes = ROUTE.matcher(text).results().toList();
    assertThat(routes)
        .hasSize((int) Pattern.compile("(?m)^- route(Template)?:").matcher(text).results().count());
    assertThat(routes)
        .allSatisfy(
            route -> {
              assertThat(route.group(2)).matches(stem + "(-[a-z0-9]+)*");
              assertThat(route.group(3)).isEqualTo("description");
            });
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void anExampleIsShortAndShowsWhatItMakes(Path file) throws IOException {
    if (file.startsWith("routes/examples")) {
      assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(65);
      assertThat(Example.of(file)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void anOptionStandsInParametersWhereAnEditorCompletesIt(Path file) throws IOException {
    assertThat(Files.readString(file)).doesNotContainPattern("(?m)^ +(- )?(uri|to|toD): .*[?]");
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void anExampleWritesEveryStepOfOneKindAlike(Path file) throws IOException {
    if (file.startsWith("routes/examples")) {
      assertThat(Files.readString(file))
          .doesNotContainPattern("(?m)^ +- (to|from|convertBodyTo): ");
    }
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void noJsonIsPastedTogetherOutOfAPayload(Path file) throws IOException {
    assertThat(Files.readString(file)).doesNotContainPattern("simple: ['\"]*[{\\[].*[$][{]");
  }
}
