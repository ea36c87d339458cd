package io.github.mqtttopicexporter.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What stands between those who log and the log: nobody waits for a reader who does not read, and a
 * logger that is told what strangers send has ten lines a minute. Thread-safe.
 */
final class LogQueue extends AsyncAppender {

  private static final int MAX_WAITING = 1_000;
  private static final int MAX_LINES = 10;

  private final List<String> limited;
  private final Map<String, Integer> lines = new HashMap<>();
  private long minute;

  /**
   * Creates a queue that is empty.
   *
   * @param limited what the names of the loggers begin with that have ten lines a minute
   */
  LogQueue(List<String> limited) {
    this.limited = limited;
    setQueueSize(MAX_WAITING);
    setDiscardingThreshold(0);
    setNeverBlock(true);
  }

  @Override
  protected void append(ILoggingEvent event) {
    int line = limited.stream().anyMatch(event.getLoggerName()::startsWith) ? count(event) : 0;
    if (line <= MAX_LINES) {
      super.append(event);
    }
    if (line == MAX_LINES) {
      super.append(restIsLeftOut(event.getLoggerName()));
    }
  }

  /** The number of a line among those of its logger and minute. */
  private synchronized int count(ILoggingEvent event) {
    long now = TimeUnit.MILLISECONDS.toMinutes(event.getTimeStamp());
    if (now != minute) {
      minute = now;
      lines.clear();
    }
    return lines.merge(event.getLoggerName(), 1, Integer::sum);
  }

  private ILoggingEvent restIsLeftOut(String name) {
    return new LoggingEvent(
        LogQueue.class.getName(),
        ((LoggerContext) getContext()).getLogger(name),
        Level.WARN,
        "what else {} says in this minute is left out",
        null,
        new Object[] {name});
  }
}
