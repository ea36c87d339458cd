package io.github.mqtttopicexporter.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextDecorator;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request. Its headers are those that the route has set. A stream is sent while
 * it is made: a worker reads the next part of it when the socket has taken the one before. Camel's
 * own way never ends when the client goes away.
 */
final class Answer extends RoutingContextDecorator {

  /** A shorter stream is sent at once, with its length. */
  private static final int PART_BYTES = 64 * 1024;

  private Map<String, Object> received = Map.of();
  private @Nullable InputStream body;
  private Future<Buffer> firstPart = Future.succeededFuture();
  private Future<Void> sent = Future.succeededFuture();

  Answer(RoutingContext request) {
    super(request.currentRoute(), (RoutingContextInternal) request);
  }

  /** Notes what came with the request. */
  Answer to(Message request) {
    received = new HashMap<>(request.getHeaders());
    return this;
  }

  /** Takes what the route has made, on a worker. */
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
    } else if (message.getBody() instanceof String text) {
      message.getHeaders().putIfAbsent(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
      message.setBody(Buffer.buffer(text));
    } else if (message.getBody() instanceof InputStream stream) {
      message.getHeaders().putIfAbsent(Exchange.HTTP_RESPONSE_CODE, 200); // Camel: 204 without body
      message.setBody(takeAll(stream));
    }
  }

  /** Returns all of a short stream; null for another, of which it takes the first part. */
  private @Nullable Buffer takeAll(InputStream stream) {
    try {
      Buffer part = read(stream);
      if (part.length() < PART_BYTES) {
        stream.close();
        return part;
      }
      firstPart = Future.succeededFuture(part);
    } catch (IOException e) {
      firstPart = Future.failedFuture(e);
    }
    body = stream;
    return null;
  }

  private static Buffer read(InputStream stream) throws IOException {
    byte[] part = new byte[PART_BYTES];
    int length = stream.readNBytes(part, 0, PART_BYTES);
    return Buffer.buffer(length).setBytes(0, part, 0, length);
  }

  @Override
  public Future<Void> end() {
    if (body == null) {
      return end(Buffer.buffer());
    }
    sent = send(body);
    return sent;
  }

  /** Returns what completes when the stream is closed. */
  private Future<Void> send(InputStream stream) {
    Promise<Void> ended = Promise.promise();
    send(stream, firstPart, ended);
    return ended
        .future()
        .compose(
            any ->
                vertx()
                    .executeBlocking(
                        () -> {
                          stream.close();
                          return null;
                        },
                        false));
  }

  private void send(InputStream stream, AsyncResult<Buffer> part, Promise<Void> ended) {
    if (part.failed()) {
      fail(part.cause());
      ended.complete();
    } else if (part.result().length() == 0) {
      response().end().onComplete(any -> ended.complete());
      if (request().version() == HttpVersion.HTTP_1_0) { // it has no other end
        var unused = request().connection().close();
      }
    } else {
      response()
          .write(part.result())
          .onSuccess(
              written ->
                  vertx()
                      .executeBlocking(() -> read(stream), false)
                      .onComplete(next -> send(stream, next, ended)))
          .onFailure(gone -> ended.complete());
    }
  }

  @Override
  public Future<Void> end(String text) {
    return end(Buffer.buffer(text));
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
