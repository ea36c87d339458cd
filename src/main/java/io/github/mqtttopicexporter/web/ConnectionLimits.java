package io.github.mqtttopicexporter.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose client does not take what it has asked for: 10 seconds after the last
 * byte has moved, or when it asks for more than is answered. For one connection, on its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write is told to its promise
final class ConnectionLimits extends ChannelDuplexHandler {

  private static final int SECONDS = 10;
  private static final int MAX_REQUESTS = 100;

  /** Those that are not answered yet. */
  private int requests;

  private boolean isWatching;
  private int secondsWithoutMove;

  /** Of what is to be sent: its length, and how much has been sent of the part in front. */
  private long length;

  private long progress;

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
    if (!isWatching) {
      isWatching = true;
      length = Long.MAX_VALUE;
      lookSoon(context);
    }
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void lookSoon(ChannelHandlerContext context) {
    context.executor().schedule(() -> look(context), 1, TimeUnit.SECONDS);
  }

  private void look(ChannelHandlerContext context) {
    ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
    if (out == null || out.totalPendingWriteBytes() == 0) { // closed, or all is sent
      isWatching = false;
      return;
    }
    boolean moved = out.totalPendingWriteBytes() < length || out.currentProgress() != progress;
    length = out.totalPendingWriteBytes();
    progress = out.currentProgress();
    secondsWithoutMove = moved ? 0 : secondsWithoutMove + 1;
    if (secondsWithoutMove == SECONDS) {
      context.close();
    } else {
      lookSoon(context);
    }
  }
}
