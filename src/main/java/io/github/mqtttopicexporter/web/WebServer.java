package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.ListenAddress;
import io.netty.channel.Channel;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of the process. It answers 503 until it is given routes, and hands each request
 * to those that it was given last. Thread-safe.
 */
public final class WebServer implements AutoCloseable {

  /** More would take the file descriptors and the memory of the rest. */
  private static final int MAX_CONNECTIONS = 2_000;

  private static final int IDLE_SECONDS = 60;

  private static final int LAST_ANSWER_SECONDS = 3;

  /** Of the kernel, for each connection: what a client does not read is not made either. */
  private static final int SEND_BUFFER_BYTES = 256 * 1024;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setFileSystemOptions( // or it makes a directory, which a read-only system refuses
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));

  private final HttpServer server;
  private final int maxConnections;

  /** Only the event loop uses these two. */
  private int connections;

  private @Nullable WebRoutes routes;

  private WebServer(int maxConnections, int idleSeconds) {
    this.maxConnections = maxConnections;
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true)
                    .setIdleTimeout(idleSeconds)
                    .setSendBufferSize(SEND_BUFFER_BYTES))
            .connectionHandler(this::accept)
            .requestHandler(this::handle);
  }

  /**
   * Serves an address.
   *
   * @throws Mistake if it cannot be listened on
   */
  public static WebServer listen(ListenAddress address) {
    return listen(address, MAX_CONNECTIONS, IDLE_SECONDS);
  }

  /** The same, with limits of its own. */
  static WebServer listen(ListenAddress address, int maxConnections, int idleSeconds) {
    WebServer web = new WebServer(maxConnections, idleSeconds);
    try {
      await(web.server.listen(address.port(), address.host()));
      return web;
    } catch (CompletionException e) {
      web.close();
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
    return server.actualPort();
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
    } else if (routes == null) {
      refuse(request);
    } else {
      routes.handle(request);
    }
  }

  private static void refuse(HttpServerRequest request) {
    var unused =
        request
            .response()
            .setStatusCode(503)
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end("mqtt-topic-exporter is starting or stopping.\n");
  }

  /** Lets the requests in flight end, for a while, takes no more, and closes every connection. */
  public void stop() {
    serve(null).completeOnTimeout(null, LAST_ANSWER_SECONDS, TimeUnit.SECONDS).join();
    await(server.close());
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
