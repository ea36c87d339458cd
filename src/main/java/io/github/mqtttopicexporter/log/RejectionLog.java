package io.github.mqtttopicexporter.log;

import io.github.mqtttopicexporter.series.SampleRefusedException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a message was rejected: once for each topic and minute, or for each limit on series, and
 * a hundred times in a minute at most, so that no device can fill a disk. Thread-safe.
 */
public final class RejectionLog implements Processor {

  private static final Logger logger = LoggerFactory.getLogger(RejectionLog.class);

  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_TOLD = 100;

  /**
   * Of a topic and of a reason: a device may send 65,535 bytes of the one, and more of the other.
   */
  private static final int MAX_LENGTH = 300;

  private final LongSupplier nanoTime;

  /** When each topic or limit was told of, the longest ago first. */
  private final Map<String, Long> told = new LinkedHashMap<>();

  public RejectionLog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public void process(Exchange exchange) {
    String topic = exchange.getMessage().getHeader(PahoConstants.MQTT_TOPIC, "", String.class);
    String reason = reason(exchange);
    // a limit is that of all topics
    if (mayTell(error(exchange) instanceof SampleRefusedException ? reason : topic)) {
      logger.warn(
          "{}: rejected a message on {}: {}", exchange.getFromRouteId(), shortened(topic), reason);
    }
  }

  /** The first line of what the innermost cause says, or the beginning of a long one. */
  public static String reason(Exchange exchange) {
    Throwable error = error(exchange);
    if (error == null) {
      return "sent here by its route";
    }
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : shortened(message.lines().findFirst().orElse(""));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH
        ? text
        : "%s... (%d characters)".formatted(text.substring(0, MAX_LENGTH), text.length());
  }

  private static @Nullable Throwable error(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }

  private synchronized boolean mayTell(String subject) {
    long now = nanoTime.getAsLong();
    Iterator<Long> times = told.values().iterator();
    while (times.hasNext() && now - times.next() >= PERIOD_NANOS) {
      times.remove();
    }
    return told.size() < MAX_TOLD && told.putIfAbsent(subject, now) == null;
  }
}
