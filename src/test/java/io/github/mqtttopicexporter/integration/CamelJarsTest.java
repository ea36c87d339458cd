package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.ArtifactModel;
import org.junit.jupiter.api.Test;

/**
 * The jars that an unknown component is told with, against Camel's catalog. With {@code
 * -Dcamel-jars.update} they are written and not compared.
 */
class CamelJarsTest {

  private static final Path FILE = Path.of("src/generated/resources/camel-jars.properties");

  private final CamelCatalog catalog = new DefaultCamelCatalog();

  @Test
  void theyAreThoseOfThisCamel() throws IOException {
    List<String> lines =
        Stream.concat(
                Stream.of("# the jar of each component, data format and language of Camel"),
                Stream.of(
                        catalog.findComponentNames().stream()
                            .map(name -> line("component", name, catalog.componentModel(name))),
                        catalog.findDataFormatNames().stream()
                            .map(name -> line("data-format", name, catalog.dataFormatModel(name))),
                        catalog.findLanguageNames().stream()
                            .map(name -> line("language", name, catalog.languageModel(name))))
                    .flatMap(kind -> kind)
                    .sorted())
            .toList();
    if (System.getProperty("camel-jars.update") != null) {
      Files.write(FILE, lines);
    }
    assertThat(Files.readAllLines(FILE)).isEqualTo(lines);
  }

  @Test
  void extTakesThoseOfThisCamel() throws IOException {
    assertThat(Files.readString(Path.of("src/deploy/ext/pom.xml")))
        .contains("<version>" + catalog.getCatalogVersion() + "</version>");
  }

  private static String line(String kind, String name, ArtifactModel<?> model) {
    return "%s.%s = %s".formatted(kind, name, model.getArtifactId());
  }
}
