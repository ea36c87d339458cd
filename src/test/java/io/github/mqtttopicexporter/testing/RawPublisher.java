package io.github.mqtttopicexporter.testing;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 by hand: as fast as a socket takes it, and with topics that Paho refuses. */
public final class RawPublisher {

  private static final byte[] CONNECT = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'};

  private static final int CONNACK_LENGTH = 4;

  private final DataOutputStream out;

  public RawPublisher(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write(CONNECT);
    socket.getInputStream().readNBytes(CONNACK_LENGTH);
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
  }

  /** Publishes a message of less than 16,382 bytes, which is sent with the next ones or flushed. */
  public void publish(String topic, String payload) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    out.writeByte(0x30);
    int length = 2 + name.length + body.length;
    if (length >= 128) {
      out.writeByte(length % 128 + 128);
    }
    out.writeByte(length < 128 ? length : length / 128);
    out.writeShort(name.length);
    out.write(name);
    out.write(body);
  }

  public void flush() throws IOException {
    out.flush();
  }
}
