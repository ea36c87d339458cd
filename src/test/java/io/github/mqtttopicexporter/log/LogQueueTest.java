package io.github.mqtttopicexporter.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import io.github.mqtttopicexporter.testing.LogLines;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogQueueTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:00Z");

  private final LoggerContext context = new LoggerContext();
  private final LogQueue queue = new LogQueue(List.of("io.vertx"));
  private final LogLines lines = new LogLines();

  private void start(AppenderBase<ILoggingEvent> appender) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    queue.setContext(context);
    queue.addAppender(appender);
    queue.start();
  }

  @AfterEach
  void stop() {
    queue.stop();
  }

  private void log(String logger, Instant time, String message) {
    LoggingEvent event =
        new LoggingEvent("", context.getLogger(logger), Level.ERROR, message, null, null);
    event.setInstant(time);
    queue.doAppend(event);
  }

  @Test
  void aLoggerThatTellsWhatStrangersSendHasTenLinesAMinute() {
    start(lines);
    for (int i = 1; i <= 30; i++) {
      log("io.vertx.ext.web.RoutingContext", TIME, "bad request " + i);
    }
    log("io.vertx.core", TIME, "another logger");
    log("io.vertx.ext.web.RoutingContext", TIME.plusSeconds(60), "a minute later");
    queue.stop();
    assertThat(lines.messages())
        .hasSize(13)
        .startsWith("bad request 1", "bad request 2")
        .endsWith(
            "bad request 10",
            "what else io.vertx.ext.web.RoutingContext says in this minute is left out",
            "another logger",
            "a minute later");
  }

  @Test
  void otherLoggersTellAll() {
    start(lines);
    for (int i = 1; i <= 30; i++) {
      log("io.github.mqtttopicexporter.Exporter", TIME, "line " + i);
    }
    queue.stop();
    assertThat(lines.messages()).hasSize(30);
  }

  /** As when stderr is a pipe that nobody reads. */
  @Test
  void nobodyWaitsForALogThatIsNotRead() {
    CountDownLatch read = new CountDownLatch(1);
    AppenderBase<ILoggingEvent> stuck =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            try {
              read.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    stuck.start();
    start(stuck);
    for (int i = 1; i <= 5_000; i++) {
      log("attic", TIME, "line " + i);
    }
    assertThat(queue.getNumberOfElementsInQueue()).isPositive();
    read.countDown();
  }
}
