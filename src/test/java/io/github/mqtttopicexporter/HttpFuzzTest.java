package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.Fuzz;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests at random: each connection ends, and the next scrape is answered. */
class HttpFuzzTest {

  private static final int CONNECTIONS = Fuzz.MESSAGES / 20;
  private static final int BATCHES = 10;

  /** The workers of Vert.x, which come as they are needed, and those of the client here. */
  private static final int POOL_THREADS = 30;

  private static final List<String> METHODS =
      List.of("GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "get", "FOO");
  private static final List<String> PATHS =
      List.of(
          "/metrics",
          "/metrics",
          "/",
          "/-/healthy",
          "/-/ready",
          "/-/reload",
          "/-/",
          "*",
          "/%",
          "/%00",
          "/%2e%2e/metrics",
          "//metrics",
          "/metrics?a=%zz",
          "http://x/metrics",
          "/\u00e9",
          "/" + "x".repeat(5_000));
  private static final List<String> HEADERS =
      List.of(
          "Host: x",
          "Host:",
          "Accept: application/openmetrics-text;q=0.5,*/*;q=x",
          "Accept: ;",
          "Accept-Encoding: gzip",
          "Accept-Encoding: ;q=",
          "Origin: http://x",
          "Expect: 100-continue",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "Transfer-Encoding: chunked",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Content-Type: multipart/form-data; boundary=",
          "Content-Type: application/x-www-form-urlencoded",
          "Authorization: Basic ====",
          "Range: bytes=0-",
          "CamelHttpResponseCode: 500",
          "Cookie: a=\u0001",
          ": x",
          "x",
          " folded",
          "X: " + "x".repeat(9_000));
  private static final List<String> BODIES =
      List.of(
          "",
          "",
          "hello",
          "5\r\nhello\r\n0\r\n\r\n",
          "fffffffff\r\nx",
          "-1\r\n",
          "0;" + "x".repeat(5_000));
  private static final List<String> OTHERS =
      List.of(
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
          "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
          "GET /metrics\r\n",
          "GET /metrics HTTP/1.0\n\n",
          "GET /metrics HTTP/9.9\r\n\r\n",
          "\r\n\r\n\r\n\r\n",
          "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(2_000),
          "\u0010\r\0\4MQTT\4\2\0\0\0\1p");

  private final Fuzz fuzz = new Fuzz();
  private int sent;

  @Test
  void everyConnectionEndsAndTheNextScrapeIsAnswered() throws IOException {
    PrintStream err = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    long start = System.nanoTime();
    long heapAtHalf = 0;
    long heap = 0;
    try (TestExporter exporter = TestExporter.start("--mqtt.topic=#", "--log.level=info")) {
      exporter.deliver("t", "1");
      int threads = Thread.activeCount();
      for (int batch = 1; batch <= BATCHES; batch++) {
        for (int i = 0; i < CONNECTIONS / BATCHES; i++) {
          send(exporter, requests());
        }
        assertThat(exporter.scrape()).as(Fuzz.seed()).contains("mqtt_topic{topic=\"t\"} 1\n");
        if (batch == BATCHES / 2) {
          heapAtHalf = Fuzz.heap();
        }
      }
      heap = Fuzz.heap();
      assertThat(Thread.activeCount()).as(Fuzz.seed()).isLessThan(threads + POOL_THREADS);
    } finally {
      System.setErr(err);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    String lines = log.toString(StandardCharsets.UTF_8);
    System.out.printf(
        "%d connections with %d requests in %d s, %d lines logged, heap %d MiB at half and %d MiB at"
            + " the end%n",
        CONNECTIONS, sent, took.toSeconds(), lines.lines().count(), heapAtHalf >> 20, heap >> 20);
    assertThat(lines.lines().count())
        .as("eleven lines a minute of a few loggers, with %s: %s", Fuzz.seed(), lines)
        .isLessThan(100 * (2 + took.toMinutes()));
    assertThat(heap).as(Fuzz.seed()).isLessThan(heapAtHalf + heapAtHalf / 20);
  }

  private byte[] requests() {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = fuzz.oneIn(4) ? fuzz.below(20) : 0; i >= 0; i--) {
      requests.writeBytes(fuzz.oneIn(20) ? fuzz.bytes(1_000) : request());
      sent++;
    }
    return requests.toByteArray();
  }

  private byte[] request() {
    StringBuilder request = new StringBuilder();
    if (fuzz.oneIn(20)) {
      request.append(fuzz.of(OTHERS));
    } else {
      request.append(fuzz.of(METHODS)).append(' ').append(fuzz.of(PATHS)).append(" HTTP/1.1\r\n");
      for (int i = fuzz.below(5); i > 0; i--) {
        request.append(fuzz.of(HEADERS)).append("\r\n");
      }
      request.append("Host: x\r\n\r\n").append(fuzz.of(BODIES));
    }
    byte[] bytes = request.toString().getBytes(StandardCharsets.ISO_8859_1);
    return fuzz.oneIn(2) ? bytes : fuzz.mutated(bytes);
  }

  /** Sends what may be the beginning of a request only, and reads until the server ends it. */
  private static void send(TestExporter exporter, byte[] requests) throws IOException {
    try (Socket socket = exporter.connect()) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      socket.getOutputStream().write(requests);
      socket.shutdownOutput();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketException ignored) {
      // reset, with bytes that it had not read
    }
  }
}
