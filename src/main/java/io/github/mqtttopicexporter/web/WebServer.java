package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.ListenAddress;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the process. It answers 503 until it is given routes, and hands each request
 * to those that it was given last. Thread-safe.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(WebServer.class);

  /** More would take the file descriptors and the memory of the rest. */
  private static final int MAX_CONNECTIONS = 2_000;

  private static final int IDLE_SECONDS = 60;

  private static final int LAST_ANSWER_SECONDS = 3;

  /** Of the kernel, for each connection: what a client does not read is not made either. */
  private static final int SEND_BUFFER_BYTES = 128 * 1024;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setFileSystemOptions( // or it makes a directory, which a read-only system refuses
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));

  private final List<HttpServer> servers = new ArrayList<>();
  private final HttpServerOptions options;
  private final int maxConnections;
  private final @Nullable WebConfigFile tls;
  private final @Nullable WebAccess access;

  /** Only the event loop uses these two. */
  private int connections;

  private @Nullable WebRoutes routes;

  private WebServer(
      @Nullable WebConfigFile config, LongSupplier nanoTime, int maxConnections, int idleSeconds) {
    this.maxConnections = maxConnections;
    tls = config != null && config.isTls() ? config : null;
    access = config == null ? null : new WebAccess(config, vertx, nanoTime);
    options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setIdleTimeout(idleSeconds)
            .setSendBufferSize(SEND_BUFFER_BYTES);
  }

  /**
   * Serves some addresses.
   *
   * @param config null for plain HTTP without passwords
   * @param nanoTime the clock of the rate limit, as {@link System#nanoTime()}
   * @throws Mistake if one cannot be listened on
   */
  public static WebServer listen(
      List<ListenAddress> addresses, @Nullable WebConfigFile config, LongSupplier nanoTime) {
    return listen(addresses, config, nanoTime, MAX_CONNECTIONS, IDLE_SECONDS);
  }

  /** The same, with limits of its own. */
  static WebServer listen(
      List<ListenAddress> addresses,
      @Nullable WebConfigFile config,
      LongSupplier nanoTime,
      int maxConnections,
      int idleSeconds) {
    WebServer web = new WebServer(config, nanoTime, maxConnections, idleSeconds);
    addresses.forEach(web::listen);
    return web;
  }

  private void listen(ListenAddress address) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::accept)
            .requestHandler(this::handle);
    try {
      await(server.listen(address.port(), address.host()));
      servers.add(server);
    } catch (CompletionException e) {
      close();
      String why =
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      throw new Mistake(
          "--web.listen-address",
          "expected an address to listen on, found %s: %s".formatted(address, why));
    }
  }

  private static <T> void await(Future<T> future) {
    var unused = future.toCompletionStage().toCompletableFuture().join();
  }

  int port() {
    return servers.get(0).actualPort();
  }

  /** The scheme of its URLs. */
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  /** Gives a context that has not started a place for its HTTP routes. */
  public WebRoutes routesOf(CamelContext context) {
    return WebRoutes.of(context, vertx, port());
  }

  /**
   * Hands requests to other routes from now on, or refuses them.
   *
   * @return what completes when the routes before have answered the requests that they were handed
   */
  public CompletableFuture<Void> serve(@Nullable WebRoutes others) {
    Promise<Void> left = Promise.promise();
    vertx.runOnContext(
        onEventLoop -> {
          (routes == null ? Future.<Void>succeededFuture() : routes.leave()).onComplete(left);
          routes = others;
        });
    return left.future().toCompletionStage().toCompletableFuture();
  }

  private void accept(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    if (connections == maxConnections) {
      var unused = channel.close();
      return;
    }
    connections++;
    connection.closeHandler(closed -> connections--);
    channel.pipeline().addBefore("handler", "limits", new ConnectionLimits());
    if (tls != null) {
      decrypt(connection, channel, tls);
    }
  }

  /** Reads nothing before it is known how. */
  private void decrypt(HttpConnection connection, Channel channel, WebConfigFile config) {
    connection.exceptionHandler(
        failure -> logger.debug("a connection has failed: {}", failure.toString()));
    channel.config().setAutoRead(false);
    vertx
        .executeBlocking(config::tlsHandler, false)
        .onSuccess(
            handler -> {
              channel.pipeline().addFirst("tls", handler);
              channel.config().setAutoRead(true);
            })
        .onFailure(
            mistake -> {
              logger.error("TLS handshakes are refused: {}", mistake.getMessage());
              var unused = channel.close();
            });
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.writeQueueFull()) { // by answers to what the client has sent before
      request.pause();
      response.drainHandler(
          drained -> {
            response.drainHandler(null);
            request.resume();
            handle(request);
          });
    } else if (tls != null && !request.isSSL()) {
      response.putHeader("Connection", "close");
      refuse(response, 400, "This port serves HTTPS, and the request was HTTP.");
    } else if (access != null) {
      access.check(request, () -> hand(request));
    } else {
      hand(request);
    }
  }

  private void hand(HttpServerRequest request) {
    if (routes == null) {
      refuse(request.response(), 503, "mqtt-topic-exporter is starting or stopping.");
    } else {
      routes.handle(request);
    }
  }

  static void refuse(HttpServerResponse response, int status) {
    refuse(response, status, HttpResponseStatus.valueOf(status).reasonPhrase());
  }

  private static void refuse(HttpServerResponse response, int status, String line) {
    var unused =
        response
            .setStatusCode(status)
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end(line + "\n");
  }

  /** Lets the requests in flight end, for a while, takes no more, and closes every connection. */
  public void stop() {
    serve(null).completeOnTimeout(null, LAST_ANSWER_SECONDS, TimeUnit.SECONDS).join();
    servers.forEach(server -> await(server.close()));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
