package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * Puts edited route files in the place of those that run: by itself when they change, on SIGHUP,
 * and when a message is sent to it. Files with a mistake are refused as a whole, and what runs goes
 * on. Thread-safe: any thread may ask; one thread checks the files, and changes what runs.
 */
public final class RouteReload implements Processor, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(RouteReload.class);

  /** A change is loaded when it is the same at two looks, so that no half-written file is. */
  private static final long LOOK_PERIOD_MILLIS = 500;

  /** How long a request waits: a route is stopped within seconds, but there may be many. */
  private static final long MAX_WAIT_SECONDS = 30;

  /** What is said over HTTP of an attempt. */
  private record Answer(int status, String body) {

    static final Answer LOADED = new Answer(200, "");
    static final Answer LOADING = new Answer(202, "The route files are being loaded.\n");
    static final Answer ENDING = new Answer(503, "The exporter is stopping.\n");

    static Answer refused(List<Mistake> mistakes) {
      return new Answer(
          500, mistakes.stream().map(m -> m.getMessage() + "\n").collect(Collectors.joining()));
    }
  }

  private final Supplier<List<RouteFile>> read;
  private final RouteCheck check;
  private final Supplier<LoadedRoutes> routes;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "RouteReload");
            thread.setDaemon(true);
            return thread;
          });

  /** The requests that wait, each for its answer. */
  private final Map<Exchange, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();

  /** The routes that are being replaced at this moment. */
  private volatile Set<String> replaced = Set.of();

  private volatile boolean successful = true;

  /** The attempt that was asked for and has not begun: it serves all who ask until then. */
  private @Nullable CompletableFuture<Answer> asked;

  /** What was seen at the last look. */
  private List<RouteFile> seen = List.of();

  /** What was loaded or refused last. */
  private @Nullable List<RouteFile> tried;

  /** Why the files could not be read at the last look, if so. */
  private @Nullable String unreadable;

  /**
   * Creates a reload of what runs.
   *
   * @param read the route files, as they are now
   * @param check tells their mistakes
   * @param routes what runs
   */
  public RouteReload(
      Supplier<List<RouteFile>> read, RouteCheck check, Supplier<LoadedRoutes> routes) {
    this.read = read;
    this.check = check;
    this.routes = routes;
  }

  /** Registers {@code mqtt_exporter_config_last_reload_successful}. */
  public void register(MeterRegistry registry) {
    Gauge.builder("mqtt.exporter.config.last.reload.successful", () -> successful ? 1 : 0)
        .description("Whether the last reload of the route files loaded them")
        .register(registry);
  }

  /** Looks for changes from now on. */
  public void watch() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, LOOK_PERIOD_MILLIS, LOOK_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Answers a request over HTTP when it is done: an empty 200, or a 500 with the mistakes. Where
   * the answer comes by a route that is to be replaced itself, it is a 202 and sent before.
   */
  @Override
  public void process(Exchange exchange) throws InterruptedException, ExecutionException {
    CompletableFuture<Answer> coming = ask().copy();
    waiting.put(exchange, coming);
    if (replaced.contains(exchange.getFromRouteId())) {
      coming.complete(Answer.LOADING);
    }
    Answer answer;
    try {
      answer = coming.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException ignored) {
      answer = Answer.LOADING;
    } finally {
      waiting.remove(exchange);
    }
    Message message = exchange.getMessage();
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    message.setBody(answer.body());
  }

  /** Has the files loaded as they are then; the log says why not, if so. */
  public void reload() {
    var unused = ask();
  }

  private synchronized CompletableFuture<Answer> ask() {
    if (asked == null) {
      try {
        asked = CompletableFuture.supplyAsync(this::begin, executor);
      } catch (RejectedExecutionException ignored) { // at the end of the process
        return CompletableFuture.completedFuture(Answer.ENDING);
      }
    }
    return asked;
  }

  private Answer begin() {
    synchronized (this) {
      asked = null;
    }
    return attempt();
  }

  /** Loads the files if they have changed, and are no longer being written. */
  private void look() {
    try {
      List<RouteFile> files = read.get();
      boolean settled = files.equals(seen);
      seen = files;
      if (tried == null) {
        tried = List.copyOf(routes.get().files());
      }
      if (settled && (unreadable != null || !files.equals(tried))) {
        var unused = attempt();
      }
    } catch (Mistake e) {
      if (!String.valueOf(e.getMessage()).equals(unreadable)) {
        var unused = refuse(List.of(e));
      }
      unreadable = e.getMessage();
    } catch (RuntimeException e) { // or this would have been the last look
      logger.error("cannot look for changes of the route files: {}", e.toString());
    }
  }

  private Answer attempt() {
    List<RouteFile> files;
    try {
      files = read.get();
    } catch (Mistake e) {
      unreadable = e.getMessage();
      return refuse(List.of(e));
    } catch (RuntimeException e) {
      return refuse(List.of(new Mistake("routes", "cannot be read: " + e)));
    }
    tried = files;
    unreadable = null;
    List<Mistake> mistakes = mistakes(files);
    return mistakes.isEmpty() ? replace(files) : refuse(mistakes);
  }

  private List<Mistake> mistakes(List<RouteFile> files) {
    try {
      return check.mistakes(files);
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(new Mistake("routes", "cannot be checked: " + e));
    }
  }

  private Answer refuse(List<Mistake> mistakes) {
    successful = false;
    mistakes.forEach(mistake -> logger.error("{}", mistake.getMessage()));
    logger.error("the route files are not loaded: those that were loaded before go on");
    return Answer.refused(mistakes);
  }

  private Answer replace(List<RouteFile> files) {
    Set<RouteFile> before = Set.copyOf(routes.get().files());
    try {
      // a route is stopped when its messages are done: those who wait do not wait for this
      replaced = routes.get().replacedBy(files);
      waiting.forEach(
          (request, answer) -> {
            if (replaced.contains(request.getFromRouteId())) {
              answer.complete(Answer.LOADING);
            }
          });
      routes.get().replace(files);
      successful = true;
      logger.info("route files loaded: {}", changes(before, Set.copyOf(files)));
      return Answer.LOADED;
    } catch (Exception e) {
      return executor.isShutdown() // then it is the end that broke in
          ? Answer.ENDING
          : refuse(List.of(routes.get().explain(e, files)));
    } finally {
      replaced = Set.of();
    }
  }

  private static String changes(Set<RouteFile> before, Set<RouteFile> now) {
    Set<Path> removed = paths(before, now);
    Set<Path> added = paths(now, before);
    String told =
        Stream.concat(removed.stream(), added.stream())
            .distinct()
            .sorted()
            .map(
                path ->
                    (!added.contains(path)
                            ? "removed "
                            : removed.contains(path) ? "changed " : "added ")
                        + path)
            .collect(Collectors.joining(", "));
    return told.isEmpty() ? "no change" : told;
  }

  /** The paths of the files that are only in the first of two sets. */
  private static Set<Path> paths(Set<RouteFile> files, Set<RouteFile> others) {
    return files.stream()
        .filter(file -> !others.contains(file))
        .map(RouteFile::path)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    executor.shutdownNow();
    waiting.values().forEach(answer -> answer.complete(Answer.ENDING));
    try {
      // the context cannot stop while its routes are replaced
      var unused = executor.awaitTermination(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException ignored) {
      Thread.currentThread().interrupt();
    }
  }
}
