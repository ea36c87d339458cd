package io.github.mqtttopicexporter.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands before all routes by the web configuration, which is read for each request: its
 * headers, its rate limit and its passwords. For one event loop.
 */
final class WebAccess {

  private static final Logger logger = LoggerFactory.getLogger(WebAccess.class);

  private static final int OK = 200;

  private final WebConfigFile file;
  private final Vertx vertx;
  private final RateLimit limit;
  private final BasicAuth users;

  /**
   * Creates it with the rate limit as it is now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  WebAccess(WebConfigFile file, Vertx vertx, LongSupplier nanoTime) {
    this.file = file;
    this.vertx = vertx;
    WebConfig now = file.read();
    limit = new RateLimit(nanoTime, now.interval(), now.burst());
    users = new BasicAuth(vertx);
  }

  /** Answers a request that may not pass, and lets the others pass. */
  void check(HttpServerRequest request, Runnable pass) {
    request.pause();
    vertx
        .executeBlocking(file::read, false)
        .onFailure(
            mistake -> logger.error("requests are answered with 500: {}", mistake.getMessage()))
        .compose(config -> status(request, config))
        .otherwise(500)
        .onSuccess(
            status -> {
              request.resume();
              if (request.response().closed()) {
                return; // its routes would never see it end
              }
              if (status == OK) {
                pass.run();
              } else {
                WebServer.refuse(request.response(), status);
              }
            });
  }

  private Future<Integer> status(HttpServerRequest request, WebConfig config) {
    if (!limit.allows()) {
      return Future.succeededFuture(429);
    }
    HttpServerResponse response = request.response();
    response.headersEndHandler(
        end ->
            config
                .headers()
                .forEach(
                    (name, value) -> {
                      if (!response.headers().contains(name)) { // a route's own goes before
                        response.putHeader(name, value);
                      }
                    }));
    if (config.users().isEmpty()) {
      return Future.succeededFuture(OK);
    }
    return users
        .isKnown(config.users(), request.getHeader("Authorization"))
        .map(
            isKnown -> {
              if (!isKnown) {
                response.putHeader("WWW-Authenticate", "Basic");
              }
              return isKnown ? OK : 401;
            });
  }
}
