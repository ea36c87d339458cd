package io.github.mqtttopicexporter.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A broker that a test plays byte by byte, by MQTT 3.1.1 or 5, and not by its rules. */
public final class ScriptedBroker implements AutoCloseable {

  public static final int CONNECT = 1;
  public static final int PUBACK = 4;
  public static final int PUBREC = 5;
  public static final int SUBSCRIBE = 8;
  public static final int PINGREQ = 12;
  public static final int DISCONNECT = 14;

  private final boolean mqtt5;
  private final ServerSocket listener;

  public ScriptedBroker(boolean mqtt5) throws IOException {
    this.mqtt5 = mqtt5;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout((int) Patience.LIMIT.toMillis());
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The next client that connects. */
  public Client accept() throws IOException {
    Socket socket = listener.accept();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    return new Client(socket);
  }

  /** The next client that connects and subscribes, which is granted. */
  public Client acceptSubscriber() throws IOException {
    Client client = accept();
    client.readConnect();
    client.sendConnack();
    client.grant();
    return client;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** A packet that a client has sent. */
  public static final class Packet {

    private final int type;
    private final byte[] body;

    private Packet(int type, byte[] body) {
      this.type = type;
      this.body = body;
    }

    public int type() {
      return type;
    }

    public byte[] body() {
      return body;
    }
  }

  /** The connection of a client. */
  public final class Client implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    private Client(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
    }

    public Packet read() throws IOException {
      int type = in.readUnsignedByte() >> 4;
      int length = 0;
      for (int shift = 0, next = 0x80; (next & 0x80) != 0; shift += 7) {
        next = in.readUnsignedByte();
        length |= (next & 0x7f) << shift;
      }
      byte[] body = new byte[length];
      in.readFully(body);
      return new Packet(type, body);
    }

    /** The next packet of a type; others are passed over. */
    public Packet await(int type) throws IOException {
      Packet packet = read();
      while (packet.type() != type) {
        packet = read();
      }
      return packet;
    }

    public Packet readConnect() throws IOException {
      return await(CONNECT);
    }

    public void sendConnack() throws IOException {
      send(mqtt5 ? new int[] {0x20, 3, 0, 0, 0} : new int[] {0x20, 2, 0, 0});
    }

    /** Answers a SUBSCRIBE. */
    public void answerSubscribe(int... codes) throws IOException {
      byte[] id = await(SUBSCRIBE).body();
      send(0x90, (mqtt5 ? 3 : 2) + codes.length, id[0], id[1]);
      if (mqtt5) {
        send(0);
      }
      send(codes);
    }

    public void grant() throws IOException {
      answerSubscribe(0);
    }

    public void send(int... bytes) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      for (int b : bytes) {
        packet.write(b);
      }
      socket.getOutputStream().write(packet.toByteArray());
    }

    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    public void publish(String topic, String payload) throws IOException {
      publish(0x30, topic.getBytes(StandardCharsets.UTF_8), payload);
    }

    /**
     * Publishes a message of less than 128 bytes.
     *
     * @param header the first byte; the packet identifier is 1, if it asks for one
     */
    public void publish(int header, byte[] topic, String payload, int... properties)
        throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(topic.length);
      body.write(topic);
      if ((header & 0x06) != 0) {
        body.write(0);
        body.write(1);
      }
      if (mqtt5) {
        body.write(properties.length);
        for (int property : properties) {
          body.write(property);
        }
      }
      body.write(payload.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(header);
      packet.write(body.size());
      packet.write(body.toByteArray());
      socket.getOutputStream().write(packet.toByteArray());
    }

    /** Returns when the client has closed its end. */
    public void awaitEnd() throws IOException {
      try {
        while (true) {
          read();
        }
      } catch (EOFException | SocketException ignored) {
        // closed, with or without unread bytes
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
