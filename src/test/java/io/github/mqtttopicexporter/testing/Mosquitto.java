package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;

/** A Mosquitto of this machine on a port of its own: it speaks MQTT 5, as Moquette does not. */
public final class Mosquitto implements AutoCloseable {

  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"));

  private final Path directory;
  private final String access;
  private final int tlsPort;
  private final int webSocketPort;
  private final int port = TestExporter.freePort();
  private @Nullable Process process;

  private Mosquitto(Path directory, String access, int tlsPort, int webSocketPort) {
    this.directory = directory;
    this.access = access;
    this.tlsPort = tlsPort;
    this.webSocketPort = webSocketPort;
  }

  public static boolean isInstalled() {
    return PROGRAMS.stream().anyMatch(Files::isExecutable);
  }

  public static Mosquitto forEverybody(Path directory) {
    return new Mosquitto(directory, "allow_anonymous true\n", -1, -1);
  }

  /**
   * Speaks TLS on two more ports, with {@code server.pem} and {@code server.key} of a directory.
   *
   * @param options further ones of both
   */
  public static Mosquitto withTls(Path directory, Path keys, String... options) {
    int tlsPort = TestExporter.freePort();
    int webSocketPort = TestExporter.freePort();
    String tls =
        "certfile %s\nkeyfile %s\n%s\n"
            .formatted(
                keys.resolve("server.pem"), keys.resolve("server.key"), String.join("\n", options));
    String access =
        "allow_anonymous true\nuser root\nlistener %d\n%slistener %d\nprotocol websockets\n%s"
            .formatted(tlsPort, tls, webSocketPort, tls);
    return new Mosquitto(directory, access, tlsPort, webSocketPort);
  }

  /** Lets nobody in but with these credentials. */
  public static Mosquitto forUser(Path directory, String user, String password)
      throws IOException, InterruptedException {
    Path passwords = Files.createFile(directory.resolve("passwords"));
    Process hash =
        new ProcessBuilder("mosquitto_passwd", "-b", passwords.toString(), user, password).start();
    if (hash.waitFor() != 0) {
      throw new IOException("expected mosquitto_passwd to end with 0, found " + hash.exitValue());
    }
    return new Mosquitto(
        directory, "allow_anonymous false\npassword_file " + passwords + "\nuser root\n", -1, -1);
  }

  /** Returns when it listens. */
  public void start() throws IOException {
    Path configuration = directory.resolve("mosquitto.conf");
    Files.writeString(
        configuration, "listener " + port + " 127.0.0.1\nmax_queued_messages 0\n" + access);
    process =
        new ProcessBuilder(
                PROGRAMS.stream().filter(Files::isExecutable).findFirst().orElseThrow().toString(),
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Patience.awaitListener(port);
  }

  public int port() {
    return port;
  }

  /** That of one with TLS. */
  public int tlsPort() {
    return tlsPort;
  }

  /** That of one with TLS. */
  public int webSocketPort() {
    return webSocketPort;
  }

  public void publish(List<Map.Entry<String, String>> messages, int qos) throws MqttException {
    new Publisher("tcp://127.0.0.1:" + port).publish(messages, qos);
  }

  public void publish(String topic, String payload, boolean retained) throws MqttException {
    new Publisher("tcp://127.0.0.1:" + port).publish(topic, payload, retained);
  }

  @Override
  public void close() {
    stop();
  }

  public void stop() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException ignored) {
        process.destroyForcibly();
      }
      process = null;
    }
  }
}
