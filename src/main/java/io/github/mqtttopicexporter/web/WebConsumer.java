package io.github.mqtttopicexporter.web;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer;

/** Hands the requests of an endpoint to its route, and sends what becomes of them. */
final class WebConsumer extends VertxPlatformHttpConsumer {

  private static final String ANSWER = "WebAnswer";

  WebConsumer(PlatformHttpEndpoint endpoint, Processor route, String routerName) {
    super(
        endpoint,
        exchange -> {
          var received = new HashMap<>(exchange.getMessage().getHeaders()); // fields of a form too
          route.process(exchange);
          answer(exchange).take(exchange, received);
        },
        List.of(),
        routerName);
  }

  private static Answer answer(Exchange exchange) {
    return exchange.getProperty(ANSWER, Answer.class);
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
