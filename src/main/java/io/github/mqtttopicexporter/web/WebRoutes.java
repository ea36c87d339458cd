package io.github.mqtttopicexporter.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP routes of one Camel context. A path goes before a prefix, and a longer prefix before a
 * shorter one, in whatever order they were started.
 */
public final class WebRoutes {

  private static final Logger logger = LoggerFactory.getLogger(WebRoutes.class);

  private static final int MAX_BODY_BYTES = 1 << 20;

  private final Router router;

  /** Only the event loop uses these two. */
  private int unanswered;

  private @Nullable Promise<Void> left;

  private WebRoutes(Router router) {
    this.router = router;
    router.route().order(Integer.MIN_VALUE).handler(this::count);
  }

  /** Binds what {@code platform-http:} looks for in the registry of its context. */
  static WebRoutes of(CamelContext context, Vertx vertx, int port) {
    Router router = Router.router(vertx);
    for (int status = 400; status < 600; status++) {
      int failed = status;
      if (status != 405) { // Vert.x knows the methods that are allowed
        router.errorHandler(status, request -> refuse(request, failed));
      }
    }
    String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
    OrderedRouter ordered = new OrderedRouter(vertx, router, name);
    context.getRegistry().bind(name, ordered);
    context
        .getRegistry()
        .bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, new Engine(ordered, port));
    return new WebRoutes(router);
  }

  void handle(HttpServerRequest request) {
    router.handle(request);
  }

  private void count(RoutingContext request) {
    unanswered++;
    request.addEndHandler(
        answered -> {
          unanswered--;
          completeLeft();
        });
    request.next();
  }

  /** Returns what completes when all requests are answered, of which there will be no more. */
  Future<Void> leave() {
    left = Promise.promise();
    completeLeft();
    return left.future();
  }

  private void completeLeft() {
    if (left != null && unanswered == 0) {
      left.tryComplete();
    }
  }

  /** Answers what no route does: Vert.x would log each with its stack trace. */
  private static void refuse(RoutingContext request, int status) {
    if (status >= 500 && request.failure() != null) {
      logger.error("cannot answer a request: {}", request.failure().toString());
    }
    HttpServerResponse response = request.response();
    if (response.headWritten()) { // only so can the client tell that there was to be more
      var unused = request.request().connection().close();
      return;
    }
    response.headers().clear();
    WebServer.refuse(response, status);
  }

  /** The order of each route is its own: Vert.x would not find it again to remove it. */
  static final class OrderedRouter extends VertxPlatformHttpRouter {

    private static final int PREFIXES = 1_500_000_000;
    private static final int PREFIXES_OF_ONE_LENGTH = 100_000;

    private final AtomicInteger started = new AtomicInteger();

    OrderedRouter(Vertx vertx, Router router, String name) {
      super(null, vertx, router, name);
    }

    @Override
    public Route route(String path) {
      int order = path.endsWith("*") ? PREFIXES - path.length() * PREFIXES_OF_ONE_LENGTH : 0;
      return super.route(path).order(order + started.incrementAndGet());
    }

    @Override
    public Handler<RoutingContext> bodyHandler() {
      BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);
      return request -> {
        try {
          body.handle(request);
        } catch (RuntimeException e) { // a form that cannot be one, by its method or its boundary
          request.fail(400);
        }
      };
    }
  }

  private static final class Engine extends VertxPlatformHttpEngine {

    private final OrderedRouter router;
    private final int port;

    Engine(OrderedRouter router, int port) {
      this.router = router;
      this.port = port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor route) {
      return new WebConsumer(endpoint, route, router.getName());
    }

    @Override
    public int getServerPort() {
      return port;
    }
  }
}
