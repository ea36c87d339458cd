package io.github.mqtttopicexporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

  /** A connection whose client takes some bytes whenever it is asked to. */
  private static final class Connection extends EmbeddedChannel {

    private int taken;

    Connection() {
      super(new ConnectionLimits());
      freezeTime();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
      for (int rest = taken; rest > 0 && out.current() != null; ) {
        ByteBuf part = (ByteBuf) out.current();
        int count = Math.min(rest, part.readableBytes());
        out.removeBytes(count);
        rest -= count;
      }
    }

    void secondsPass(int seconds, int bytesEach) {
      for (int i = 0; i < seconds; i++) {
        taken = bytesEach;
        flush();
        advanceTimeBy(1, TimeUnit.SECONDS);
        runScheduledPendingTasks();
      }
    }
  }

  private final Connection connection = new Connection();

  private void send(int bytes) {
    var unused = connection.writeAndFlush(Unpooled.buffer(bytes).writeZero(bytes));
  }

  @Test
  void aClientThatTakesNothingForTenSecondsIsCut() {
    send(100_000);
    connection.secondsPass(9, 0);
    assertThat(connection.isOpen()).isTrue();
    connection.secondsPass(1, 0);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aClientTakesAPartWithinTenSeconds() {
    send(64_000);
    connection.secondsPass(9, 8_000);
    send(64_000);
    connection.secondsPass(9, 8_000);
    send(64_000);
    connection.secondsPass(9, 1_000);
    assertThat(connection.isOpen()).isTrue();
    connection.secondsPass(1, 0);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aClientThatTakesAByteASecondIsCut() {
    send(1_000);
    connection.secondsPass(10, 1);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aClientThatHasTakenAllMayKeepItsConnection() {
    send(1_000);
    connection.secondsPass(1, 1_000);
    connection.secondsPass(60, 0);
    assertThat(connection.isOpen()).isTrue();
    send(1_000);
    connection.secondsPass(10, 0);
    assertThat(connection.isOpen()).isFalse();
  }

  private void receiveRequest() {
    var unused =
        connection.writeOneInbound(
            new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics"));
  }

  private void answer(HttpResponseStatus status) {
    connection.secondsPass(1, 1_000);
    var unused =
        connection.writeOneOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  @Test
  void aClientMayAskAHundredTimesBeforeItIsAnswered() {
    for (int i = 0; i < 100; i++) {
      receiveRequest();
    }
    assertThat(connection.isOpen()).isTrue();
    answer(HttpResponseStatus.OK);
    receiveRequest();
    assertThat(connection.isOpen()).isTrue();
    answer(HttpResponseStatus.CONTINUE);
    receiveRequest();
    assertThat(connection.isOpen()).isFalse();
  }
}
