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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Where the log goes and how much of it: {@code --log.level} and {@code --log.format}, as
 * Prometheus's own exporters had them.
 */
public final class LogConfiguration {

  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.DEBUG,
          "info", Level.INFO,
          "warn", Level.WARN,
          "error", Level.ERROR,
          // what ends the process is told on stderr in any case
          "fatal", Level.OFF);

  /** What they tell at a lower level is about themselves, and of no use to a sensor's owner. */
  private static final List<String> LIBRARIES =
      List.of(
          "org.apache.camel",
          "io.netty",
          "io.vertx",
          "io.moquette",
          "org.eclipse.paho",
          "com.hivemq");

  private LogConfiguration() {}

  /**
   * Gives a level back if it is one.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  public static String checkLevel(String level) {
    if (!LEVELS.containsKey(level)) {
      throw new IllegalArgumentException(
          "expected debug, info, warn, error or fatal, found \"" + level + "\"");
    }
    return level;
  }

  /**
   * Gives a format back if it is one.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  public static String checkFormat(String format) {
    appender(format);
    return format;
  }

  /** Replaces the log configuration of this process by what was checked. */
  public static void apply(String level, String format) {
    Level threshold = Objects.requireNonNull(LEVELS.get(level));
    Appender<ILoggingEvent> appender = appender(format);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(threshold);
    root.addAppender(appender);
    Level libraryThreshold = threshold.isGreaterOrEqual(Level.WARN) ? threshold : Level.WARN;
    LIBRARIES.forEach(library -> context.getLogger(library).setLevel(libraryThreshold));
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** What writes in a format, not started. */
  static Appender<ILoggingEvent> appender(String format) {
    String[] parts = format.split("\\?", 2);
    Map<String, String> options =
        parts.length == 1
            ? Map.of()
            : Arrays.stream(parts[1].split("&"))
                .map(option -> (option + "=").split("=", 3))
                .collect(Collectors.toMap(o -> o[0], o -> o[1], (first, last) -> last));
    return switch (parts[0]) {
      case "logger:stderr" -> console("System.err", format, options);
      case "logger:stdout" -> console("System.out", format, options);
      case "logger:syslog" -> syslog(format, options);
      default -> throw invalid(format);
    };
  }

  private static Appender<ILoggingEvent> console(
      String target, String format, Map<String, String> options) {
    if (!options.isEmpty()
        && !options.equals(Map.of("json", "true"))
        && !options.equals(Map.of("json", "false"))) {
      throw invalid(format);
    }
    LineLayout layout = new LineLayout("true".equals(options.get("json")));
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

  /** Sends to the syslog daemon of this machine by UDP, as RFC 3164 has it. */
  private static Appender<ILoggingEvent> syslog(String format, Map<String, String> options) {
    if (!List.of("appname", "local").containsAll(options.keySet())
        || !options.getOrDefault("local", "0").matches("[0-7]")) {
      throw invalid(format);
    }
    SyslogAppender appender = new SyslogAppender();
    appender.setSyslogHost("localhost");
    appender.setFacility("LOCAL" + options.getOrDefault("local", "0"));
    String name = options.getOrDefault("appname", "mqtt-topic-exporter");
    // a topic may hold what ends a line, and begins another that nobody has logged
    appender.setSuffixPattern(
        name.replaceAll("[^A-Za-z0-9_.-]", "") + ": %replace(%msg){'\\p{Cntrl}', ' '}");
    appender.setThrowableExcluded(true);
    return appender;
  }

  private static IllegalArgumentException invalid(String found) {
    return new IllegalArgumentException(
        "expected logger:stderr or logger:stdout, each with ?json=true if wanted, or"
            + " logger:syslog?appname=NAME&local=0..7, found \""
            + found
            + "\"");
  }
}
