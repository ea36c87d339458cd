package io.github.mqtttopicexporter.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextDecorator;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request. Its headers are those that the route has set. A stream is sent by
 * {@link StreamedBody}: Camel's own way never ends when the client goes away.
 */
final class Answer extends RoutingContextDecorator {

  private Map<String, Object> received = Map.of();
  private @Nullable InputStream body;
  private Future<Void> sent = Future.succeededFuture();

  Answer(RoutingContext request) {
    super(request.currentRoute(), (RoutingContextInternal) request);
  }

  /** Notes what came with the request. */
  Answer to(Message request) {
    received = new HashMap<>(request.getHeaders());
    return this;
  }

  /** Takes what the route has made. */
  void take(Exchange exchange) {
    Message message = exchange.getMessage();
    message
        .getHeaders()
        .entrySet()
        .removeIf(header -> header.getValue() == received.get(header.getKey()));
    if (exchange.getException() != null) {
      return;
    }
    if (message.getBody() instanceof byte[] bytes) {
      message.setBody(Buffer.buffer(bytes));
    } else if (message.getBody() instanceof InputStream stream) {
      message.getHeaders().putIfAbsent(Exchange.HTTP_RESPONSE_CODE, 200); // Camel: 204 without body
      message.setBody(null);
      body = stream;
    }
  }

  @Override
  public Future<Void> end() {
    if (body == null) {
      response().setChunked(false);
      return super.end();
    }
    sent = new StreamedBody(this, body).send();
    return sent;
  }

  @Override
  public Future<Void> end(String text) {
    response().setChunked(false);
    if (!response().headers().contains("Content-Type")) {
      response().putHeader("Content-Type", "text/plain; charset=utf-8");
    }
    return super.end(text);
  }

  @Override
  public Future<Void> end(Buffer bytes) {
    response().setChunked(false);
    return super.end(bytes);
  }

  /** Completes when the stream, if it is one, has been sent or given up. */
  Future<Void> sent() {
    return sent;
  }
}
