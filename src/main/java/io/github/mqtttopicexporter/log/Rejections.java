package io.github.mqtttopicexporter.log;

import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.RejectedException;
import io.github.mqtttopicexporter.values.RejectedException.Reason;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts rejected messages and logs the reasons: once a minute for each topic and step, or for each
 * limit on series, and at most a hundred times a minute, so that no device can fill a disk.
 * Thread-safe.
 */
public final class Rejections implements Processor {

  private static final Logger logger = LoggerFactory.getLogger(Rejections.class);

  /** The property of an exchange that says where the step stands that has failed (String). */
  public static final String PLACE = "MqttExporterPlace";

  private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_LOGGED = 100;

  /** The characters logged of a topic, which may have 65,535 bytes, and of a reason. */
  private static final int MAX_LENGTH = 300;

  private final LongSupplier nanoTime;
  private final Counter counter;

  /** The time of the last line about each topic or limit, the oldest first. */
  private final Map<String, Long> logged = new LinkedHashMap<>();

  /**
   * Registers {@code mqtt_exporter_messages_rejected_total}.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public Rejections(LongSupplier nanoTime, PrometheusRegistry registry) {
    this.nanoTime = nanoTime;
    counter =
        Counter.builder()
            .name("mqtt_exporter_messages_rejected")
            .help("Messages that did not make all of their samples")
            .labelNames("reason", "route")
            .withoutExemplars() // no tracing library is on the class path
            .register(registry);
  }

  /** Starts the counters of these routes at zero. */
  public void start(Collection<String> routeIds) {
    for (String routeId : routeIds) {
      for (Reason reason : Reason.values()) {
        counter.initLabelValues(reason.name(), routeId);
      }
    }
  }

  @Override
  public void process(Exchange exchange) {
    String route = String.valueOf(exchange.getFromRouteId());
    String topic = exchange.getMessage().getHeader(PahoConstants.MQTT_TOPIC, "", String.class);
    Reason reason = reason(error(exchange));
    counter.labelValues(reason.name(), route).inc();
    String why = why(exchange);
    // a limit is the same for all topics
    if (mayLog(reason == Reason.limit ? why : topic + " " + place(exchange))) {
      logger.warn(
          "{}: rejected a message on {}: {}", route, Excerpt.printable(topic, MAX_LENGTH), why);
    }
  }

  private static Throwable error(Exchange exchange) {
    return Objects.requireNonNullElseGet(
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
        () -> new IllegalStateException("the route rejected the message without an error"));
  }

  private static Reason reason(Throwable error) {
    RejectedException rejected = ObjectHelper.getException(RejectedException.class, error);
    if (rejected != null) {
      return rejected.reason();
    }
    return ObjectHelper.getException(InvalidPayloadException.class, error) != null
            || ObjectHelper.getException(NumberFormatException.class, error) != null
        ? Reason.not_a_number
        : Reason.failed;
  }

  /** Returns the place, and the first line of the innermost cause, cut if it is long. */
  public static String why(Exchange exchange) {
    String place = place(exchange);
    return place.isEmpty() ? cause(exchange) : place + ": " + cause(exchange);
  }

  private static String place(Exchange exchange) {
    return exchange.getProperty(PLACE, "", String.class);
  }

  private static String cause(Exchange exchange) {
    Throwable cause = error(exchange);
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof StackOverflowError) {
      return "expected an expression that recurses less deep";
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : Excerpt.printable(plain(message.lines().findFirst().orElse("")), MAX_LENGTH);
  }

  /** What Java and Camel say to programmers, for users. */
  private static String plain(String message) {
    return message
        .replaceFirst("^For input string: ", "expected a number, found ")
        .replaceFirst(" on the exchange: Exchange\\[.*?]", "")
        .replaceFirst(", from `.*?`", "");
  }

  private synchronized boolean mayLog(String subject) {
    long now = nanoTime.getAsLong();
    Iterator<Long> times = logged.values().iterator();
    while (times.hasNext() && now - times.next() >= PERIOD_NANOS) {
      times.remove();
    }
    return logged.size() < MAX_LOGGED && logged.putIfAbsent(subject, now) == null;
  }
}
