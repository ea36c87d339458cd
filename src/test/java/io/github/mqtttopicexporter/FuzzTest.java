package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.mqtttopicexporter.mqtt.OfflineMessages;
import io.github.mqtttopicexporter.testing.Example;
import io.github.mqtttopicexporter.testing.Exposition;
import io.github.mqtttopicexporter.testing.Fuzz;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Messages at random through every route file that is shipped, and what a scrape says of them. */
class FuzzTest {

  private static final int BATCH = Math.min(Fuzz.MESSAGES / 20, 50_000);
  private static final int BATCHES = Fuzz.MESSAGES / BATCH;
  private static final int BATCHES_PER_MINUTE = 3;
  private static final int MAX_SERIES = 5_000;
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private final Fuzz fuzz = new Fuzz();
  private final FuzzMessages messages = new FuzzMessages(fuzz);
  private final LogLines lines = new LogLines();

  private final TestExporter exporter =
      TestExporter.start(
          "--log.level=info",
          "--mqtt.topic=/home/sensor/+",
          "--routes=routes/*.camel.yaml",
          "--routes=routes/examples/*.camel.yaml",
          "--series.limit=" + MAX_SERIES);

  private final CamelContext camel =
      exporter.consumer("mqtt-topic-1").getEndpoint().getCamelContext();

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @BeforeEach
  void listen() {
    root().detachAndStopAllAppenders();
    root().addAppender(lines);
  }

  @AfterEach
  void stop() {
    root().detachAppender(lines);
    exporter.close();
  }

  @Test
  void noMessageEscapesAndNothingGrows() throws Exception {
    long start = System.nanoTime();
    long linesLogged = 0;
    long heapAtHalf = 0;
    for (int batch = 1; batch <= BATCHES; batch++) {
      for (int i = 0; i < BATCH; i++) {
        Example example = messages.example();
        byte[] payload = messages.payload(example);
        if (!deliver(messages.topic(example), payload)) {
          assertThat(deliver(example.topic(), payload)).as(example.topic()).isTrue();
        }
      }
      assertThat(camel.getInflightRepository().size()).as(Fuzz.seed()).isZero();
      List<ILoggingEvent> logged = lines.take();
      assertThat(logged)
          .as(Fuzz.seed())
          .noneMatch(line -> line.getLevel() == Level.ERROR)
          .noneMatch(line -> line.getLoggerName().startsWith("org.apache.camel"));
      linesLogged += logged.size();
      assertThat(exporter.seriesHeld()).as(Fuzz.seed()).isLessThanOrEqualTo(MAX_SERIES);
      Exposition.check(scrape("text/plain"), false);
      Exposition.check(scrape("application/openmetrics-text"), true);
      if (batch == BATCHES / 2) {
        heapAtHalf = Fuzz.heap();
      }
      exporter.advance(Duration.ofMinutes(1).dividedBy(BATCHES_PER_MINUTE));
    }
    long heap = Fuzz.heap();
    System.out.printf(
        "%d messages, %d a second, %d lines logged, heap %d MiB at half and %d MiB at the end%n",
        Fuzz.MESSAGES,
        Fuzz.MESSAGES * 1_000_000_000L / (System.nanoTime() - start),
        linesLogged,
        heapAtHalf >> 20,
        heap >> 20);
    assertThat(linesLogged)
        .as("a hundred rejected messages a minute, and each broker once")
        .isBetween(100L, 10 + 100L * (1 + BATCHES / BATCHES_PER_MINUTE));
    assertThat(heap).as(Fuzz.seed()).isLessThan(heapAtHalf + heapAtHalf / 20);
    assertThat(value("mqtt_exporter_series_refused_total")).as("the limit is met").isPositive();
    assertPromtoolReads(scrape("text/plain"));
  }

  /** Nothing is left out by a step of this route. */
  @Test
  void everyMessageIsASampleOrADeletionOrIsCountedAsRejected() {
    int deliveries = Fuzz.MESSAGES / 10;
    int deletions = 0;
    for (int i = 0; i < deliveries; i++) {
      byte[] payload = messages.payload(messages.example());
      deletions += payload.length == 0 ? 1 : 0;
      assertThat(deliver("/home/sensor/" + fuzz.below(MAX_SERIES), payload)).isTrue();
    }
    double taken = value("mqtt_exporter_samples_total");
    double rejected = value("mqtt_exporter_messages_rejected_total");
    assertThat(taken + rejected + deletions).as(Fuzz.seed()).isEqualTo(deliveries);
    assertThat(List.of(taken, rejected)).allMatch(count -> count > 0.1 * deliveries);
  }

  /** Whether a route subscribes to the topic. */
  private boolean deliver(String topic, byte[] payload) {
    return !OfflineMessages.deliver(camel, topic, payload, fuzz.oneIn(10)).isEmpty();
  }

  private String scrape(String accept) {
    return new String(
        TestExporter.send(exporter.request("/metrics").header("Accept", accept)).body(),
        StandardCharsets.UTF_8);
  }

  /** The sum of the series of a metric. */
  private double value(String metric) {
    return scrape("text/plain")
        .lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static void assertPromtoolReads(String scrape) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROMTOOL)) {
      return;
    }
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try (var in = promtool.getOutputStream()) {
      in.write(scrape.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(promtool.waitFor()).as("3 is for names that it finds bad").isIn(0, 3);
  }
}
