package io.github.mqtttopicexporter.testing;

import io.github.mqtttopicexporter.Exporter;
import io.github.mqtttopicexporter.mqtt.OfflineMessages;
import io.github.mqtttopicexporter.settings.ApplicationProperties;
import io.github.mqtttopicexporter.settings.Flags;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Consumer;

/** An exporter in this JVM, with the shipped routes, a clock of its own and no broker. */
public final class TestExporter implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** The checkout, with what was built of it. */
  public static final Home HERE =
      new Home(Path.of("").toAbsolutePath(), Path.of("target").toAbsolutePath());

  /** Where nothing listens. */
  public static final String NO_BROKER = "--mqtt.server=mqtt://127.0.0.1:1";

  /** Below those that systems give to outgoing connections, which would take one meanwhile. */
  private static final int FIRST_PORT = 10_000;

  private static final int PORTS = 6_000;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private final Exporter exporter;
  private final int port;
  private final AtomicLong nanoTime;

  private TestExporter(Exporter exporter, int port, AtomicLong nanoTime) {
    this.exporter = exporter;
    this.port = port;
    this.nanoTime = nanoTime;
  }

  /** What an exporter is told by flags, and the application.properties of a home. */
  public static Settings settings(Home home, String... flags) {
    return Settings.read(Flags.parse(flags).values(), Map.of(), ApplicationProperties.read(home));
  }

  /** Starts an exporter; later flags go before earlier ones. */
  public static TestExporter start(String... flags) {
    return startIn(HERE.workingDirectory(), flags);
  }

  /** Starts an exporter with the application.properties of a directory. */
  public static TestExporter startIn(Path directory, String... flags) {
    int port = freePort();
    List<String> all = new ArrayList<>();
    all.add("--web.listen-address=127.0.0.1:" + port);
    all.add(NO_BROKER);
    all.add("--log.level=fatal");
    all.addAll(List.of(flags));
    AtomicLong nanoTime = new AtomicLong(); // other threads read it
    Home home = new Home(directory, HERE.jarDirectory());
    Settings settings = settings(home, all.toArray(String[]::new));
    Exporter exporter = Exporter.start(settings, home, nanoTime::get);
    return new TestExporter(exporter, port, nanoTime);
  }

  /** A port that nobody listens on, and that no other test of this JVM has had. */
  public static int freePort() {
    for (int i = 0; i < PORTS; i++) {
      int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException ignored) {
        // somebody listens: the next one
      }
    }
    throw new IllegalStateException("no free port");
  }

  public void advance(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  public void deliver(String topic, String payload) {
    deliver(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  public void deliver(String topic, byte[] payload) {
    if (OfflineMessages.deliver(exporter.context(), topic, payload, false).isEmpty()) {
      throw new IllegalArgumentException("no route subscribes to " + topic);
    }
  }

  /** Delivers a message; says whether a route subscribes to its topic. */
  public boolean deliverIfSubscribed(String topic, String payload) {
    return !OfflineMessages.deliver(
            exporter.context(), topic, payload.getBytes(StandardCharsets.UTF_8), false)
        .isEmpty();
  }

  public Consumer consumer(String routeId) {
    return exporter.context().getRoute(routeId).getConsumer();
  }

  public int seriesHeld() {
    return exporter.series().size();
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public int port() {
    return port;
  }

  /** A connection to write requests to, byte by byte. */
  public Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  public static HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks by HTTP for a reload of the route files. */
  public HttpResponse<byte[]> reload() {
    return send(request("/-/reload").POST(HttpRequest.BodyPublishers.noBody()));
  }

  public String get(String path) {
    return new String(send(request(path)).body(), StandardCharsets.UTF_8);
  }

  public int status(String path) {
    return send(request(path)).statusCode();
  }

  /** See {@link Scraper#ofMessages}. */
  public String scrape() {
    return Scraper.ofMessages(get("/metrics"));
  }

  @Override
  public void close() {
    exporter.close();
  }
}
