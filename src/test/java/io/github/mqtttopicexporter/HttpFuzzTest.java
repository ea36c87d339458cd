package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.Fuzz;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests at random: each connection ends, and the next scrape is answered. */
class HttpFuzzTest {

  private static final int CONNECTIONS = Fuzz.MESSAGES / 40;
  private static final int BATCHES = 10;

  /** The workers of Vert.x, which come as they are needed, and those of the client here. */
  private static final int POOL_THREADS = 30;

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "TRACE", "CONNECT", "get", "FOO");
  private static final List<String> PATHS =
      List.of("/metrics", "/", "/-/healthy", "/-/ready", "/-/reload", "/-/", "/favicon.ico");
  private static final List<String> ODD_PATHS =
      List.of(
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
          "Accept: application/openmetrics-text;q=0.5,*/*;q=0.1",
          "Accept: ;",
          "Accept-Encoding: gzip",
          "Origin: http://x",
          "Range: bytes=0-",
          "Cookie: a=b",
          "Authorization: Basic ====",
          "CamelHttpResponseCode: 500",
          "X: " + "x".repeat(3_000));
  private static final List<String> ODD_HEADERS =
      List.of(
          "Host:",
          "Accept-Encoding: ;q=",
          "Expect: 100-continue",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "Transfer-Encoding: chunked",
          "Content-Length: 5",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Content-Type: multipart/form-data; boundary=",
          "Cookie: a=\u0001",
          ": x",
          "x",
          " folded",
          "X: " + "x".repeat(9_000));
  private static final List<String> BODIES =
      List.of(
          "\r\n",
          "\r\n",
          "\r\n",
          "\r\nhello",
          "Content-Length: 5\r\n\r\nhello",
          "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=1&%zz",
          "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x--",
          "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\nx",
          "Transfer-Encoding: chunked\r\n\r\n0;" + "x".repeat(5_000));
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

  /**
   * Some bytes for each connection would be more, of a long run; the server sees their ends late.
   */
  private static final long CONNECTIONS_THAT_END = 4 << 20;

  private static final byte[] LAST =
      "GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Fuzz fuzz = new Fuzz();
  private int sent;
  private int succeeded;

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
        "%d connections with %d requests in %d s, %d of them fine at first, %d lines logged, heap %d"
            + " MiB at half and %d MiB at the end%n",
        CONNECTIONS,
        sent,
        took.toSeconds(),
        succeeded,
        lines.lines().count(),
        heapAtHalf >> 20,
        heap >> 20);
    assertThat(lines.lines().count())
        .as("eleven lines a minute of a few loggers, with %s: %s", Fuzz.seed(), lines)
        .isLessThan(100 * (2 + took.toMinutes()));
    assertThat(succeeded).as("not all are refused").isGreaterThan(CONNECTIONS / 10);
    assertThat(heap).as(Fuzz.seed()).isLessThan(heapAtHalf + CONNECTIONS_THAT_END);
  }

  /** One or several at once, and a last one that asks for the end. */
  private byte[] requests() {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = fuzz.oneIn(4) ? fuzz.below(20) : 0; i >= 0; i--) {
      requests.writeBytes(request());
      sent++;
    }
    requests.writeBytes(LAST);
    return requests.toByteArray();
  }

  private byte[] request() {
    if (fuzz.oneIn(20)) {
      return fuzz.bytes(1_000);
    }
    StringBuilder request = new StringBuilder();
    if (fuzz.oneIn(20)) {
      request.append(fuzz.of(OTHERS));
    } else {
      String path = fuzz.of(fuzz.oneIn(5) ? ODD_PATHS : PATHS);
      request.append(fuzz.of(METHODS)).append(' ').append(path).append(" HTTP/1.1\r\nHost: x\r\n");
      for (int i = fuzz.below(3); i > 0; i--) {
        request.append(fuzz.of(fuzz.oneIn(5) ? ODD_HEADERS : HEADERS)).append("\r\n");
      }
      request.append(fuzz.of(BODIES));
    }
    byte[] bytes = request.toString().getBytes(StandardCharsets.ISO_8859_1);
    return fuzz.oneIn(3) ? fuzz.mutated(bytes) : bytes;
  }

  /** Sends requests, and no more if the server waits for more, until the server ends it. */
  private void send(TestExporter exporter, byte[] requests) throws IOException {
    try (Socket socket = exporter.connect()) {
      socket.getOutputStream().write(requests);
      socket.setSoTimeout(20);
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answers);
      } catch (SocketTimeoutException waiting) {
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.shutdownOutput();
        socket.getInputStream().transferTo(answers);
      }
      succeeded += answers.toString(StandardCharsets.UTF_8).startsWith("HTTP/1.1 200 ") ? 1 : 0;
    } catch (SocketException ignored) {
      // reset, with bytes that it had not read
    }
  }
}
