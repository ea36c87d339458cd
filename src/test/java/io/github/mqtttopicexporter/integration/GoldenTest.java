package io.github.mqtttopicexporter.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.GoldenCase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages in, metric lines out, through the shipped route files: see {@link GoldenCase}. With
 * {@code -Dgolden.update} the scrapes are written and not compared.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.github.mqtttopicexporter.testing.GoldenCase#all")
class GoldenTest extends RouteTest {

  private static final Path EVERY_TOPIC =
      Path.of("src/test/resources/routes/mqtt-topic.camel.yaml");

  private final GoldenCase golden;

  GoldenTest(GoldenCase golden) {
    super("#", golden.routes().orElse(EVERY_TOPIC).toString());
    this.golden = golden;
  }

  @Test
  void messagesBecomeTheseLines() {
    golden.messages().forEach(message -> deliver(message.getKey(), message.getValue()));
    if (System.getProperty("golden.update") != null) {
      golden.update(scrape());
    }
    assertThat(scrape()).isEqualTo(golden.scrape());
  }
}
