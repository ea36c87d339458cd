package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.web.WebRoutes.OrderedRouter;
import io.vertx.core.Future;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;

/** Hands the requests of an endpoint to its route, and sends what becomes of them. */
final class WebConsumer extends VertxPlatformHttpConsumer {

  private static final String ANSWER = "WebAnswer";

  private final OrderedRouter router;
  private @Nullable Route otherMethods;

  WebConsumer(PlatformHttpEndpoint endpoint, Processor route, OrderedRouter router) {
    super(
        endpoint,
        exchange -> {
          Answer answer = answer(exchange).to(exchange.getMessage()); // fields of a form too
          route.process(exchange);
          answer.take(exchange);
        },
        List.of(),
        router.getName());
    this.router = router;
  }

  private static Answer answer(Exchange exchange) {
    return exchange.getProperty(ANSWER, Answer.class);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    String methods = getEndpoint().getHttpMethodRestrict();
    if (methods != null && !getEndpoint().isMatchOnUriPrefix()) {
      String allowed = String.join(", ", methods.split("[,\\s]+"));
      otherMethods =
          router
              .otherMethods(getEndpoint().getPath().replaceAll("\\{([^/}]+)}", ":$1"))
              .handler(request -> refuse(request, allowed));
    }
  }

  private static void refuse(RoutingContext request, String allowed) {
    var unused =
        request
            .response()
            .setStatusCode(405)
            .putHeader("Allow", allowed)
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end("Method not allowed. Allowed: " + allowed + "\n");
  }

  @Override
  protected void doStop() throws Exception {
    if (otherMethods != null) {
      otherMethods.remove();
    }
    super.doStop();
  }

  @Override
  protected void handleRequest(RoutingContext request) {
    // Camel makes headers of them all
    request.queryParams().remove("Accept").remove("Accept-Encoding");
    // what no route has read would stand before the next request
    request.addEndHandler(answered -> request.request().resume());
    super.handleRequest(new Answer(request));
  }

  @Override
  protected Future<Void> processHttpRequest(Exchange exchange, RoutingContext request) {
    Future<Void> read = super.processHttpRequest(exchange, request);
    exchange.setProperty(ANSWER, request);
    return read;
  }

  /** Camel calls it when it has handed the body over. */
  @Override
  public void doneUoW(Exchange exchange) {
    answer(exchange).sent().onComplete(sent -> super.doneUoW(exchange));
  }
}
