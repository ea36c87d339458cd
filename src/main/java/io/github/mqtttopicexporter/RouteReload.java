package io.github.mqtttopicexporter;

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
 * on. Thread-safe: any thread may ask, and checks; one thread changes what runs.
 */
final class RouteReload implements Processor, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(RouteReload.class);

  /** A change is loaded when it is the same at two looks, so that no half-written file is. */
  private static final long LOOK_PERIOD_MILLIS = 500;

  /** How long a request waits: a route is stopped within seconds, but there may be many. */
  private static final long MAX_WAIT_SECONDS = 30;

  /** What is said over HTTP of an attempt. */
  private record Answer(int status, String body) {

    static final Answer LOADED = new Answer(200, "");
    static final Answer LOADING =
        new Answer(202, "The route files have no mistake, and are being loaded.\n");

    static Answer refused(List<StartFailure> mistakes) {
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

  private volatile boolean successful = true;

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
  RouteReload(Supplier<List<RouteFile>> read, RouteCheck check, Supplier<LoadedRoutes> routes) {
    this.read = read;
    this.check = check;
    this.routes = routes;
  }

  /** Registers {@code mqtt_exporter_config_last_reload_successful}. */
  void register(MeterRegistry registry) {
    Gauge.builder("mqtt.exporter.config.last.reload.successful", () -> successful ? 1 : 0)
        .description("Whether the last reload of the route files loaded them")
        .register(registry);
  }

  /** Looks for changes from now on. */
  void watch() {
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
    CompletableFuture<Answer> coming = new CompletableFuture<>();
    waiting.put(exchange, coming);
    Answer answer;
    try {
      reload(coming);
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

  /** Loads the files if they have changed, and are no longer being written. */
  synchronized void look() {
    try {
      List<RouteFile> files = read.get();
      boolean settled = files.equals(seen);
      seen = files;
      if (tried == null) {
        tried = List.copyOf(routes.get().files());
      }
      if (settled && (unreadable != null || !files.equals(tried))) {
        reload();
      }
    } catch (StartFailure e) {
      if (!String.valueOf(e.getMessage()).equals(unreadable)) {
        var unused = refuse(List.of(e));
      }
      unreadable = e.getMessage();
    } catch (RuntimeException e) { // or this would have been the last look
      logger.error("cannot look for changes of the route files: {}", e.toString());
    }
  }

  /** Loads the files as they are now, or says in the log why not. */
  void reload() {
    reload(new CompletableFuture<>());
  }

  private synchronized void reload(CompletableFuture<Answer> answer) {
    List<RouteFile> files;
    try {
      files = read.get();
    } catch (StartFailure e) {
      unreadable = e.getMessage();
      answer.complete(refuse(List.of(e)));
      return;
    } catch (RuntimeException e) {
      answer.complete(refuse(List.of(new StartFailure("routes", "cannot be read: " + e))));
      return;
    }
    tried = files;
    unreadable = null;
    List<StartFailure> mistakes = mistakes(files);
    if (!mistakes.isEmpty()) {
      answer.complete(refuse(mistakes));
      return;
    }
    try {
      executor.execute(() -> replace(files, answer));
    } catch (RejectedExecutionException ignored) { // at the end of the process
      answer.complete(Answer.LOADING);
    }
  }

  private List<StartFailure> mistakes(List<RouteFile> files) {
    try {
      return check.mistakes(files);
    } catch (RuntimeException | StackOverflowError e) {
      return List.of(new StartFailure("routes", "cannot be checked: " + e));
    }
  }

  private Answer refuse(List<StartFailure> mistakes) {
    successful = false;
    mistakes.forEach(mistake -> logger.error("{}", mistake.getMessage()));
    logger.error("the route files are not loaded: those that were loaded before go on");
    return Answer.refused(mistakes);
  }

  private void replace(List<RouteFile> files, CompletableFuture<Answer> answer) {
    // a route is stopped when its messages are done: so those who wait do not wait for this
    waiting.forEach(
        (request, its) -> {
          if (routes.get().isReplacedBy(files, request.getFromRouteId())) {
            its.complete(Answer.LOADING);
          }
        });
    Set<RouteFile> before = Set.copyOf(routes.get().files());
    try {
      routes.get().replace(files);
      succeed(files);
      logger.info("route files loaded: {}", changes(before, Set.copyOf(files)));
      answer.complete(Answer.LOADED);
    } catch (Exception e) {
      answer.complete(
          executor.isShutdown() // then it is the end that broke in
              ? Answer.LOADING
              : refuse(List.of(routes.get().explain(e, files))));
    }
  }

  /** Not if others were refused meanwhile: those are the last. */
  private synchronized void succeed(List<RouteFile> files) {
    if (unreadable == null && files.equals(tried)) {
      successful = true;
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
  }
}
