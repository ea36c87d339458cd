package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the integration of edited route files: when they change, on SIGHUP, and when a message
 * is sent to it. Files with a mistake are refused as a whole. Thread-safe: any thread may ask; one
 * thread reads the files, and replaces what runs.
 */
public final class Reload implements Processor, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Reload.class);

  /** A change is loaded when it is the same at two looks, so that no half-written file is. */
  private static final long LOOK_PERIOD_MILLIS = 250;

  private static final long MAX_WAIT_SECONDS = 5;

  /** The route files at one moment, or why they could not be read. */
  private record Look(List<RouteFile> files, @Nullable Mistake unreadable) {}

  private final Supplier<List<RouteFile>> read;
  private final Function<List<RouteFile>, List<Mistake>> replace;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "Reload");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean successful = true;
  private volatile long successMillis = System.currentTimeMillis();

  private Look running;
  private Look tried;
  private Look seen;

  /**
   * Creates a reload of what runs.
   *
   * @param running the route files that run
   * @param read gives the route files as they are now, or throws a {@link Mistake}
   * @param replace puts those of other files in the place of the routes that run, or returns the
   *     mistakes
   */
  public Reload(
      List<RouteFile> running,
      Supplier<List<RouteFile>> read,
      Function<List<RouteFile>, List<Mistake>> replace) {
    this.read = read;
    this.replace = replace;
    this.running = new Look(running, null);
    tried = this.running;
    seen = this.running;
  }

  /** Registers the outcome and the time of the last reload, by Prometheus's own names. */
  public void register(MeterRegistry registry) {
    Gauge.builder("mqtt.exporter.config.last.reload.successful", () -> successful ? 1 : 0)
        .description("Whether the last reload of the route files loaded them")
        .register(registry);
    Gauge.builder(
            "mqtt.exporter.config.last.reload.success.timestamp.seconds", () -> successMillis / 1e3)
        .description("When the route files were loaded")
        .register(registry);
  }

  /** Looks for changes from now on. */
  public void watch() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::lookForChanges, LOOK_PERIOD_MILLIS, LOOK_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Answers a request over HTTP when it is done: an empty 200, or a 500 with the mistakes. */
  @Override
  public void process(Exchange exchange) throws InterruptedException, ExecutionException {
    Message answer = exchange.getMessage();
    try {
      List<Mistake> mistakes = ask().get();
      answer.setHeader(Exchange.HTTP_RESPONSE_CODE, mistakes.isEmpty() ? 200 : 500);
      answer.setBody(
          mistakes.stream().map(m -> m.getMessage() + "\n").collect(Collectors.joining()));
    } catch (CancellationException | RejectedExecutionException ignored) {
      answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 503);
      answer.setBody("The exporter is stopping.\n");
    }
  }

  /** Has the files loaded as they are then; the log says why not, if so. */
  public void reload() {
    var unused = ask();
  }

  private Future<List<Mistake>> ask() {
    return executor.submit(() -> attempt(look()));
  }

  /** Loads the files if they have changed, and are no longer being written. */
  private void lookForChanges() {
    try {
      Look now = look();
      if (now.equals(seen) && !now.equals(tried)) {
        var unused = attempt(now);
      }
      seen = now;
    } catch (Throwable e) { // not even memory that runs out makes this the last look
      logger.error("cannot look for changes of the route files: {}", String.valueOf(e));
    }
  }

  private Look look() {
    try {
      return new Look(read.get(), null);
    } catch (Mistake e) {
      return new Look(List.of(), e);
    }
  }

  private List<Mistake> attempt(Look now) {
    tried = now;
    List<Mistake> mistakes = mistakes(now);
    successful = mistakes.isEmpty();
    if (successful) {
      logger.info("route files loaded: {}", changes(running.files(), now.files()));
      running = now;
      successMillis = System.currentTimeMillis();
    } else {
      mistakes.forEach(mistake -> logger.error("{}", mistake.getMessage()));
      logger.error("the route files are not loaded: those that were loaded before go on");
    }
    return mistakes;
  }

  private List<Mistake> mistakes(Look now) {
    if (now.unreadable() != null) {
      return List.of(now.unreadable());
    }
    try {
      return now.equals(running) ? List.of() : replace.apply(now.files());
    } catch (Mistake e) {
      return List.of(e);
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(new Mistake("routes", "cannot be loaded: " + e));
    }
  }

  private static String changes(List<RouteFile> before, List<RouteFile> now) {
    return Stream.concat(before.stream(), now.stream())
        .filter(file -> !before.contains(file) || !now.contains(file))
        .map(RouteFile::path)
        .distinct()
        .map(path -> verb(before, now, path) + " " + path)
        .reduce((one, other) -> one + ", " + other)
        .orElse("no change");
  }

  private static String verb(List<RouteFile> before, List<RouteFile> now, Path path) {
    if (before.stream().noneMatch(file -> file.path().equals(path))) {
      return "added";
    }
    return now.stream().noneMatch(file -> file.path().equals(path)) ? "removed" : "changed";
  }

  /** Lets the attempt that goes on end; nobody waits for another. */
  @Override
  public void close() {
    executor.shutdownNow().forEach(task -> ((Future<?>) task).cancel(false));
    try {
      var unused = executor.awaitTermination(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
    }
  }
}
