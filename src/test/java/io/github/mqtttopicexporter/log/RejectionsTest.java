package io.github.mqtttopicexporter.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of rejected messages, through the shipped routes. */
class RejectionsTest {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private TestExporter exporter = TestExporter.start("--mqtt.topic=#");

  @BeforeEach
  void readTheLog() {
    Logger logger = (Logger) LoggerFactory.getLogger(Rejections.class);
    logger.setLevel(Level.WARN);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    exporter.close();
  }

  private List<String> log() {
    return lines.list.stream()
        .map(line -> line.getFormattedMessage().replaceAll("/\\S+/routes/", ""))
        .toList();
  }

  @Test
  void theLineSaysWhichRouteTopicAndValue() {
    exporter.deliver("switch/1", "ON");
    exporter.deliver("camera/1", new byte[] {(byte) 0xff, (byte) 0xd8, 0, '\n'});
    assertThat(log())
        .containsExactly(
            "mqtt-topic-1: rejected a message on switch/1: mqtt-topic.camel.yaml:14:11: expected a"
                + " number, found \"ON\"",
            "mqtt-topic-1: rejected a message on camera/1: mqtt-topic.camel.yaml:14:11: expected a"
                + " number, found \"???\"");
  }

  @Test
  void aLongTopicIsToldInPart() {
    exporter.deliver("a/" + "b".repeat(59_998), "ON");
    assertThat(log())
        .containsExactly(
            ("mqtt-topic-1: rejected a message on a/%s... (60000 characters):"
                    + " mqtt-topic.camel.yaml:14:11: expected a number, found \"ON\"")
                .formatted("b".repeat(298)));
  }

  @Test
  void aLongReasonIsToldInPart() {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT, new IllegalStateException("x".repeat(60_000) + "\nat once"));
    assertThat(Rejections.why(exchange)).isEqualTo("x".repeat(300) + "... (60000 characters)");
  }

  @Test
  void noCharacterOfATopicTurnsOrEndsTheLine() {
    exporter.deliver("t/\u202eevil\u2028", "ON");
    assertThat(log())
        .containsExactly(
            "mqtt-topic-1: rejected a message on t/?evil?: mqtt-topic.camel.yaml:14:11: expected a"
                + " number, found \"ON\"");
  }

  @Test
  void everyReasonIsThereBeforeAnyMessageIs() {
    assertThat(exporter.get("/metrics"))
        .contains(
            "mqtt_exporter_messages_rejected_total{reason=\"failed\",route=\"mqtt-topic-1\"} 0.0",
            "mqtt_exporter_messages_rejected_total{reason=\"invalid\",route=\"mqtt-topic-1\"} 0.0",
            "mqtt_exporter_messages_rejected_total{reason=\"limit\",route=\"mqtt-topic-1\"} 0.0",
            "mqtt_exporter_messages_rejected_total{reason=\"not_a_number\",route=\"mqtt-topic-1\"} 0.0",
            "mqtt_exporter_series_refused_total 0.0");
  }

  @Test
  void aTopicIsToldOfOnceAMinute() {
    IntStream.range(0, 10).forEach(i -> exporter.deliver("switch/1", "ON"));
    exporter.advance(Duration.ofSeconds(59));
    exporter.deliver("switch/1", "ON");
    assertThat(log()).hasSize(1);
    exporter.advance(Duration.ofSeconds(1));
    exporter.deliver("switch/1", "ON");
    assertThat(log()).hasSize(2);
    assertThat(exporter.scrape()).contains("{reason=\"not_a_number\",route=\"mqtt-topic-1\"} 12.0");
  }

  @Test
  void manyTopicsAreNoFlood() {
    IntStream.range(0, 1_000).forEach(i -> exporter.deliver("switch/" + i, "ON"));
    assertThat(log()).hasSize(100);
    assertThat(exporter.scrape()).contains("} 1000.0");
  }

  @Test
  void aLimitIsToldOnceForAllTopics() {
    exporter.close();
    exporter = TestExporter.start("--mqtt.topic=#", "--series.limit=3");
    readTheLog();
    IntStream.range(0, 10).forEach(i -> exporter.deliver("sensor/" + i, "1"));
    assertThat(log())
        .containsExactly(
            "mqtt-topic-1: rejected a message on sensor/3: mqtt-topic.camel.yaml:16:11: expected at"
                + " most 3 series (--series.limit), found one more");
    assertThat(exporter.get("/metrics"))
        .contains("{reason=\"limit\",route=\"mqtt-topic-1\"} 7.0", "series_refused_total 7.0\n");
  }

  @Test
  void aBadSampleIsToldByItsPlace() {
    exporter.close();
    exporter =
        TestExporter.start(
            "--routes=routes/*.camel.yaml",
            "--routes=src/test/resources/routes/samples.camel.yaml");
    readTheLog();
    exporter.deliver("raw/1", "[{\"name\": \"x\", \"value\": 1}, {\"name\": \"x\", \"vlaue\": 1}]");
    exporter.deliver("raw/2", "[{\"name\": \"x\", \"value\": \"warm\"}]");
    assertThat(log())
        .containsExactly(
            "samples-payload: rejected a message on raw/1: samples.camel.yaml:34:11: sample 2 of 2:"
                + " expected name, value, labels, help, type, unit or retainTime, found \"vlaue\"",
            "samples-payload: rejected a message on raw/2: samples.camel.yaml:34:11: sample 1 of 1:"
                + " expected a number, found \"warm\"");
    assertThat(exporter.get("/metrics"))
        .contains("mqtt_exporter_series 1.0\n")
        .contains("{reason=\"invalid\",route=\"samples-payload\"} 1.0\n")
        .contains("{reason=\"not_a_number\",route=\"samples-payload\"} 1.0\n");
  }
}
