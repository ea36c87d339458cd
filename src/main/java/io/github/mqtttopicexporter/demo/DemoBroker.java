package io.github.mqtttopicexporter.demo;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;

/** An MQTT broker in this process, on loopback, that keeps nothing. */
public final class DemoBroker implements AutoCloseable {

  private static final int MQTT_PORT = 1883;

  private final Server server;
  private final int port;

  private DemoBroker(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a broker on the port of MQTT, or on any that is free if that is taken. */
  public static DemoBroker start() {
    try {
      int port = freePort();
      Properties properties = new Properties();
      properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
      properties.setProperty(IConfig.PORT_PROPERTY_NAME, String.valueOf(port));
      properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
      properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
      properties.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
      Server server = new Server();
      server.startServer(new MemoryConfig(properties));
      return new DemoBroker(server, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(MQTT_PORT, 1, loopback)) {
      return socket.getLocalPort();
    } catch (IOException ignored) {
      try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
        return socket.getLocalPort();
      }
    }
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.stopServer();
  }
}
