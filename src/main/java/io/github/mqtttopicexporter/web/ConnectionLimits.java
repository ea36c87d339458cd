package io.github.mqtttopicexporter.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Closes a connection whose client takes longer than 10 seconds for what is written to it at a
 * time, or asks for more than is answered. For one connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write is told to its promise
final class ConnectionLimits extends ChannelDuplexHandler {

  private static final int SECONDS = 10;
  private static final int MAX_REQUESTS = 100;

  /** Those that are not answered yet. */
  private int requests;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), "writes", new WriteTimeoutHandler(SECONDS));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest && ++requests > MAX_REQUESTS) {
      ReferenceCountUtil.release(message);
      context.close();
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInformational(message)) {
      requests--;
    }
    context.write(message, promise);
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
