package io.github.mqtttopicexporter.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextDecorator;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.IOHelper;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request. Its headers are those that the route has set. A stream is sent while
 * it is made: its next part is read when the socket has taken the one before. Camel's own way never
 * ends when the client goes away.
 */
final class Answer extends RoutingContextDecorator {

  /** A shorter stream is sent at once, with its length. */
  private static final int PART_BYTES = 64 * 1024;

  private @Nullable InputStream body;
  private @Nullable Buffer firstPart;
  private Future<Void> sent = Future.succeededFuture();

  Answer(RoutingContext request) {
    super(request.currentRoute(), (RoutingContextInternal) request);
  }

  /**
   * Takes what the route has made, on a worker.
   *
   * @param received the headers that came with the request
   */
  void take(Exchange exchange, Map<String, Object> received) throws IOException {
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
  private @Nullable Buffer takeAll(InputStream stream) throws IOException {
    body = stream;
    firstPart = read(stream);
    return firstPart.length() < PART_BYTES ? firstPart : null;
  }

  private static Buffer read(InputStream stream) throws IOException {
    byte[] part = new byte[PART_BYTES];
    int length = stream.readNBytes(part, 0, PART_BYTES);
    return Buffer.buffer(length).setBytes(0, part, 0, length);
  }

  @Override
  public Future<Void> end() {
    if (body == null || firstPart == null) {
      return end(Buffer.buffer());
    }
    Promise<Void> ended = Promise.promise();
    sent = ended.future();
    send(body, firstPart, ended);
    return sent;
  }

  private void send(InputStream stream, Buffer part, Promise<Void> ended) {
    if (part.length() < PART_BYTES) {
      response().end(part).onComplete(any -> ended.complete());
      if (request().version() == HttpVersion.HTTP_1_0) { // it has no other end
        var unused = request().connection().close();
      }
      return;
    }
    response()
        .write(part)
        .onFailure(gone -> ended.complete())
        .onSuccess(
            written ->
                next(stream)
                    .onSuccess(next -> vertx().runOnContext(others -> send(stream, next, ended)))
                    .onFailure(
                        e -> {
                          fail(e);
                          ended.complete();
                        }));
  }

  /** A worker reads what may block: each part that it hands over costs two threads a wake-up. */
  private Future<Buffer> next(InputStream stream) {
    try {
      return stream.available() < PART_BYTES
          ? vertx().executeBlocking(() -> read(stream), false)
          : Future.succeededFuture(read(stream));
    } catch (Throwable e) { // as on a worker: nothing may leave the client waiting
      return Future.failedFuture(e);
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

  /** Completes when the stream, if there is one, has been sent or given up, and is closed. */
  Future<Void> sent() {
    return sent.onComplete(any -> IOHelper.close(body));
  }
}
