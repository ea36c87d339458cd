package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.Example;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message in the opening comment of every route file, through all of them at once. */
@ParameterizedClass(name = "{0}")
@MethodSource("files")
class ExampleRoutesTest extends RouteTest {

  private final Path file;

  ExampleRoutesTest(Path file) {
    super(
        "/home/sensor/+",
        "routes/examples/*.camel.yaml",
        "src/test/resources/routes/mqtt-topic.camel.yaml");
    this.file = file;
  }

  static List<Path> files() {
    return Example.files();
  }

  @Test
  void aFileMakesWhatItSays() {
    for (Example example : Example.of(file)) {
      String before = scrape();
      deliver(example.topic(), example.payload());
      example.assertIn(scrape());
      if (example.makesNothing()) {
        assertThat(scrape()).isEqualTo(before);
      }
    }
  }
}
