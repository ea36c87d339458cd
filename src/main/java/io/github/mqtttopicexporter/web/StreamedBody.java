package io.github.mqtttopicexporter.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sends a body while it is made: a worker reads the next part of it when the socket has taken the
 * one before. The stream is closed at the end, whether or not the client is still there.
 */
final class StreamedBody {

  private static final int PART_BYTES = 32 * 1024;

  private final RoutingContext request;
  private final Vertx vertx;
  private final HttpServerResponse response;
  private final InputStream body;
  private final Promise<Void> sent = Promise.promise();

  StreamedBody(RoutingContext request, InputStream body) {
    this.request = request;
    this.vertx = request.vertx();
    this.response = request.response();
    this.body = body;
  }

  /** Returns what completes when the stream is closed. */
  Future<Void> send() {
    sendPart();
    return sent.future();
  }

  private void sendPart() {
    vertx.executeBlocking(this::read, false).onComplete(this::write);
  }

  private Buffer read() throws IOException {
    byte[] part = new byte[PART_BYTES];
    int length = body.readNBytes(part, 0, PART_BYTES);
    return Buffer.buffer(length).setBytes(0, part, 0, length);
  }

  private void write(AsyncResult<Buffer> part) {
    if (part.failed()) {
      request.fail(part.cause());
      close();
    } else if (part.result().length() == 0) {
      response.end().onComplete(ended -> close());
      if (request.request().version() == HttpVersion.HTTP_1_0) { // it has no other end
        var unused = request.request().connection().close();
      }
    } else {
      response
          .write(part.result())
          .onComplete(
              written -> {
                if (written.succeeded()) {
                  sendPart();
                } else { // the client is gone
                  close();
                }
              });
    }
  }

  private void close() {
    vertx
        .executeBlocking(
            () -> {
              body.close();
              return null;
            },
            false)
        .onComplete(closed -> sent.complete());
  }
}
