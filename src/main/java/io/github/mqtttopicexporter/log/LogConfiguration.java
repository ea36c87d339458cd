package io.github.mqtttopicexporter.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.net.SyslogAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The level, destination and format of the log: {@code --log.level} and {@code --log.format}, with
 * the values of Prometheus's own exporters of old.
 */
public final class LogConfiguration {

  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.DEBUG,
          "info", Level.INFO,
          "warn", Level.WARN,
          "error", Level.ERROR,
          // an error that ends the process is written to stderr in any case
          "fatal", Level.OFF);

  /** Libraries whose messages below warn do not help the owner of a sensor. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.apache.camel",
          "org.apache.kafka",
          "io.netty",
          "io.vertx",
          "io.moquette",
          "org.eclipse.paho",
          "com.hivemq");

  /** They tell of what comes over HTTP, or from Kafka, from whomever. */
  private static final List<String> LIMITED =
      Stream.concat(
              LIBRARIES.stream(),
              Stream.of("io.github.mqtttopicexporter.web", "io.github.mqtttopicexporter.kafka"))
          .toList();

  private static final Pattern FORMAT =
      Pattern.compile(
          "logger:(std(?<stream>err|out)(\\?json=(?<json>true|false))?"
              + "|syslog(\\?((appname=(?<name>[\\w.-]+)|local=(?<local>[0-7]))(&|$))+)?)");

  private LogConfiguration() {}

  /** Returns a level; throws an IllegalArgumentException if there is none of that name. */
  public static String checkLevel(String level) {
    if (!LEVELS.containsKey(level)) {
      throw new IllegalArgumentException(
          "expected debug, info, warn, error or fatal, found \"" + level + "\"");
    }
    return level;
  }

  /** Returns a format; throws an IllegalArgumentException if it is not as expected. */
  public static String checkFormat(String format) {
    appender(format);
    return format;
  }

  /** Replaces the log configuration of this process. */
  public static void apply(String level, String format) {
    Level threshold = Objects.requireNonNull(LEVELS.get(level));
    Appender<ILoggingEvent> appender = appender(format);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    appender.setContext(context);
    appender.start();
    LogQueue queue = new LogQueue(LIMITED);
    queue.setContext(context);
    queue.addAppender(appender);
    queue.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(threshold);
    root.addAppender(queue);
    Level libraryThreshold = threshold.isGreaterOrEqual(Level.WARN) ? threshold : Level.WARN;
    LIBRARIES.forEach(library -> context.getLogger(library).setLevel(libraryThreshold));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Writes what is still to be written, for a second at most, and no more from then on. */
  public static void close() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  /** Creates the appender of a format; the caller starts it. */
  static Appender<ILoggingEvent> appender(String format) {
    Matcher parts = FORMAT.matcher(format);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected logger:stderr or logger:stdout, each with ?json=true if wanted, or"
              + " logger:syslog?appname=NAME&local=0..7, found \""
              + format
              + "\"");
    }
    return parts.group("stream") == null
        ? syslog(parts.group("name"), parts.group("local"))
        : console("System." + parts.group("stream"), "true".equals(parts.group("json")));
  }

  private static Appender<ILoggingEvent> console(String target, boolean json) {
    LineLayout layout = new LineLayout(json);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8); // whatever the locale: topics are of any language
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(target);
    appender.setEncoder(encoder);
    return appender;
  }

  /** Sends to the syslog daemon of this machine, by UDP and RFC 3164. */
  private static Appender<ILoggingEvent> syslog(@Nullable String name, @Nullable String local) {
    SyslogAppender appender = new SyslogAppender();
    appender.setSyslogHost("localhost");
    appender.setFacility("LOCAL" + Objects.requireNonNullElse(local, "0"));
    // a line break in a topic must not forge a line of the log
    appender.setSuffixPattern(
        Objects.requireNonNullElse(name, "mqtt-topic-exporter")
            + ": %replace(%msg){'\\p{Cntrl}', ' '}");
    appender.setThrowableExcluded(true);
    return appender;
  }
}
