package io.github.mqtttopicexporter.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineLayoutTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");

  @Test
  void anEventIsALineOfKeysAndValues() {
    assertThat(text(event(Level.INFO, "listening on {}", null, ":9981")))
        .isEqualTo("time=2026-01-02T03:04:05.678Z level=info msg=\"listening on :9981\"\n");
  }

  @Test
  void anEventIsALineOfJson() {
    assertThat(json(event(Level.INFO, "listening on {}", null, ":9981")))
        .isEqualTo(
            """
            {"time":"2026-01-02T03:04:05.678Z","level":"info","msg":"listening on :9981"}
            """);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, error", "WARN, warn", "INFO, info", "DEBUG, debug"})
  void levelsAreInLowerCase(String level, String shownAs) {
    assertThat(text(event(Level.toLevel(level), "stopped", null)))
        .isEqualTo("time=2026-01-02T03:04:05.678Z level=" + shownAs + " msg=stopped\n");
    assertThat(json(event(Level.toLevel(level), "stopped", null)))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\""
                + shownAs
                + "\",\"msg\":\"stopped\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          # message        , as text
          stopped          , stopped
          ``               , ""
          a=b              , "a=b"
          two words        , "two words"
          "quoted"         , "\\"quoted\\""
          back\\slash      , "back\\\\slash"
          größe            , "größe"
          """)
  void aTextIsQuotedUnlessItIsOneWord(String message, String shownAs) {
    assertThat(text(event(Level.INFO, message, null)))
        .isEqualTo("time=2026-01-02T03:04:05.678Z level=info msg=" + shownAs + "\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMessageOfSeveralLinesIsOneLine(boolean json) {
    String line =
        layout(
            json,
            event(Level.WARN, "topic {}", null, "a\nlevel=info msg=\"forged\"\r\n\t\u001b[0m\0"));

    String escaped = "\"topic a\\nlevel=info msg=\\\"forged\\\"\\r\\n\\t\\u001B[0m\\u0000\"";
    assertThat(line)
        .isEqualTo(
            json
                ? "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"warn\",\"msg\":"
                    + escaped
                    + "}\n"
                : "time=2026-01-02T03:04:05.678Z level=warn msg=" + escaped + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "WARN", "INFO"})
  void anExceptionIsItsClassAndMessage(String level) {
    Exception error = new IOException("refused\n\"twice\"", new IllegalStateException("cause"));
    LoggingEvent event = event(Level.toLevel(level), "cannot connect", error);
    String shownAs = level.toLowerCase(Locale.ROOT);

    assertThat(text(event))
        .isEqualTo(
            "time=2026-01-02T03:04:05.678Z level="
                + shownAs
                + " msg=\"cannot connect\""
                + " error=\"java.io.IOException: refused\\n\\\"twice\\\"\"\n");
    assertThat(json(event))
        .isEqualTo(
            "{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\""
                + shownAs
                + "\",\"msg\":\"cannot connect\","
                + "\"error\":\"java.io.IOException: refused\\n\\\"twice\\\"\"}\n");
  }

  @Test
  void atDebugAStackTraceIsPartOfTheLine() {
    String line = text(event(Level.DEBUG, "cannot connect", new IOException("refused")));

    assertThat(line)
        .startsWith(
            "time=2026-01-02T03:04:05.678Z level=debug msg=\"cannot connect\""
                + " error=\"java.io.IOException: refused\""
                + " stack=\"java.io.IOException: refused\\n\\tat "
                + getClass().getName()
                + ".atDebugAStackTraceIsPartOfTheLine(LineLayoutTest.java:")
        .endsWith("\\n\"\n")
        .hasLineCount(1);
  }

  @Test
  void aTimeOfAWholeSecondHasNoFraction() {
    LoggingEvent event = event(Level.INFO, "stopped", null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));

    assertThat(text(event)).isEqualTo("time=2026-01-02T03:04:05Z level=info msg=stopped\n");
  }

  private static String text(LoggingEvent event) {
    return layout(false, event);
  }

  private static String json(LoggingEvent event) {
    return layout(true, event);
  }

  private static String layout(boolean json, LoggingEvent event) {
    return new LineLayout(json).doLayout(event);
  }

  private static LoggingEvent event(
      Level level, String message, @Nullable Throwable error, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent(
            LineLayoutTest.class.getName(),
            new LoggerContext().getLogger("test"),
            level,
            message,
            error,
            arguments);
    event.setInstant(TIME);
    return event;
  }
}
