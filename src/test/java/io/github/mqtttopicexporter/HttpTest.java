package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the routes of metrics.camel.yaml and web.camel.yaml answer, without a broker. */
class HttpTest {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static TestExporter exporter;

  @BeforeAll
  static void start() {
    exporter = TestExporter.start("--mqtt.topic=#");
    exporter.deliver("/home/sensor/temp", "30");
  }

  @AfterAll
  static void stop() {
    exporter.close();
  }

  private static String contentType(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Type").orElse("none");
  }

  @Test
  void aScrapeIsTextByDefault() {
    HttpResponse<byte[]> response = TestExporter.send(exporter.request("/metrics"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(contentType(response)).isEqualTo(TEXT);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains(
            """
            # HELP mqtt_topic mqtt topic gauge
            # TYPE mqtt_topic gauge
            mqtt_topic{topic="/home/sensor/temp"} 30
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text; version=1.0.0",
        "text/plain;q=0.3, application/openmetrics-text;version=1.0.0;q=0.5, */*;q=0.1",
        "Application/OpenMetrics-Text;q=1.0,text/plain",
      })
  void aScrapeIsOpenMetricsIfAccepted(String accept) {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").header("Accept", accept));
    assertThat(contentType(response)).isEqualTo(OPEN_METRICS);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/html,*/*;q=0.8",
        "application/openmetrics-text;q=0, text/plain",
        "application/openmetrics-text;q=0.5,text/plain;version=0.0.4;q=0.9",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
      })
  void aScrapeIsTextIfOpenMetricsIsNotWanted(String accept) {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").header("Accept", accept));
    assertThat(contentType(response)).isEqualTo(TEXT);
  }

  @Test
  void aScrapeIsCompressedIfAccepted() throws IOException {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").header("Accept-Encoding", "deflate, gzip"));
    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("mqtt_topic{");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "deflate, gzip; q=0.0", "gzip;q=0;x=1"})
  void aScrapeIsPlainIfCompressionIsNotAccepted(String acceptEncoding) {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").header("Accept-Encoding", acceptEncoding));
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void headHasTheHeadersOnly() {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").method("HEAD", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(contentType(response)).isEqualTo(TEXT);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "FOO"})
  void otherMethodsAreNotAllowed(String method) {
    HttpResponse<byte[]> response =
        TestExporter.send(
            exporter.request("/metrics").method(method, BodyPublishers.ofString("x")));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow").orElseThrow().split(","))
        .containsExactlyInAnyOrder("GET", "HEAD");
  }

  /**
   * All that comes for the first line of a request, and some headers, until the connection ends.
   */
  private static String answer(String line, String... headers) throws IOException {
    try (Socket socket = exporter.connect()) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      List<String> lines = new ArrayList<>(List.of(line + " HTTP/1.1", "Host: x"));
      lines.addAll(List.of(headers));
      lines.addAll(List.of("Content-Length: 0", "Connection: close", "", ""));
      socket
          .getOutputStream()
          .write(String.join("\r\n", lines).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CamelHttpUri",
        "CamelHttpPath",
        "CamelHttpMethod",
        "CamelHttpResponseCode",
        "CAMELHTTPRESPONSECODE",
        "CamelFileName",
        "X-HTTP-Method-Override"
      })
  void aHeaderOrAParameterForTheServerInsideChangesNothing(String name) throws IOException {
    for (String path : List.of("/", "/-/healthy", "/-/ready", "/-/reload", "/-/x")) {
      String answer = answer("GET " + path);
      assertThat(answer("GET " + path, name + ": POST")).isEqualTo(answer);
      assertThat(answer("GET " + path, name + ": 418")).isEqualTo(answer);
      assertThat(answer("GET " + path + "?" + name + "=418")).isEqualTo(answer);
    }
    assertThat(answer("GET /metrics?" + name + "=418", name + ": POST"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\nmqtt_topic{topic=\"/home/sensor/temp\"} 30\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/%2fmetrics           | 200",
        "/..%2fmetrics         | 200",
        "/../../etc/passwd     | 200",
        "/evil%00              | 200",
        "/%0d%0aX-Evil:%20evil | 200",
        "/?a=%0d%0aX-Evil:evil | 200",
        "/-/%0d%0aX-Evil:evil  | 404",
        "/-/healthy%00evil     | 404"
      })
  void nothingOfAnOddPathIsSentBack(String path, int status) throws IOException {
    assertThat(answer("GET " + path))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains(status == 200 ? "<h1>MQTT Exporter</h1>" : "\r\n\r\nNot found.\n")
        .doesNotContainIgnoringCase("evil", "root:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/%2d/reload", "/-/%72eload", "//-/reload", "/x/../-/reload", "/-/reload/?a=b"})
  void anotherNameOfAReloadIsNoWayToOne(String path) throws IOException {
    assertThat(answer("POST " + path))
        .startsWith("HTTP/1.1 403 ")
        .endsWith("Reload is off. --web.enable-lifecycle turns it on.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-%2freload", "/-/reload;x", "/-/reload%00", "/-/RELOAD"})
  void whatOnlyResemblesAReloadIsNone(String path) throws IOException {
    assertThat(answer("POST " + path))
        .containsAnyOf("HTTP/1.1 404 Not Found\r\n", "HTTP/1.1 405 Method Not Allowed\r\n");
  }

  @Test
  void nobodyIsConnectedThroughIt() throws IOException {
    assertThat(answer("CONNECT example.org:443")).startsWith("HTTP/1.1 404 Not Found\r\n");
    assertThat(answer("CONNECT /metrics")).startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
  }

  @Test
  void thereAreNoWebSockets() throws IOException {
    try (Socket socket = exporter.connect()) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      socket
          .getOutputStream()
          .write(
              """
              GET /-/healthy HTTP/1.1
              Host: x
              Connection: Upgrade
              Upgrade: websocket
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
              Sec-WebSocket-Version: 13

              GET /-/healthy HTTP/1.0

              """
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream())
          .asString(StandardCharsets.US_ASCII)
          .matches("(?s)HTTP/1.1 200 .* is Healthy.\nHTTP/1.0 200 .* is Healthy.\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/-/healthy", "/-/reload"})
  void aConnectionGoesOnAfterABodyThatNobodyWants(String path) throws IOException {
    int length = 20_000_000; // more than all buffers between here and there
    String first = "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n";
    String next = "GET /-/healthy HTTP/1.0\r\n\r\n";
    try (Socket socket = exporter.connect()) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  OutputStream out = socket.getOutputStream();
                  out.write(first.formatted(path, length).getBytes(StandardCharsets.US_ASCII));
                  out.write(new byte[length]);
                  out.write(next.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(socket.getInputStream())
          .asString(StandardCharsets.US_ASCII)
          .endsWith("mqtt-topic-exporter is Healthy.\n");
      sent.join();
    }
  }

  /**
   * Or curl takes the answer for the end of the request, and the server the next one for its body.
   */
  @Test
  void aClientThatAsksIsToldToSendItsBody() throws IOException {
    try (Socket socket = exporter.connect()) {
      socket.setSoTimeout((int) Patience.LIMIT.toMillis());
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(21))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("HTTP/1.1 100 Continue");
    }
  }

  @Test
  void aQueryDoesNotSayWhatIsAccepted() {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics?Accept-Encoding=gzip"));
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void aRequestThatMakesNoSenseIsNoRejectedMessageAndIsNotLogged() throws IOException {
    LogLines lines = new LogLines();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    try (TestExporter other = TestExporter.start("--mqtt.topic=#", "--log.level=info")) {
      root.addAppender(lines);
      assertThat(
              TestExporter.send(
                      other.request("/metrics").header("Accept", ";").header("X-Echo", "hello"))
                  .headers()
                  .map())
          .doesNotContainKey("x-echo");
      try (Socket socket = other.connect()) {
        socket
            .getOutputStream()
            .write("GET /% HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream()).asString(StandardCharsets.US_ASCII).contains(" 400 ");
      }
      assertThat(other.get("/metrics")).doesNotContain("route=\"metrics\"");
    } finally {
      root.detachAppender(lines);
    }
    assertThat(lines.messages()).noneMatch(line -> line.contains("router"));
  }

  @Test
  void otherFilesThanThatOfTheMetricsMayBeMissing() {
    try (TestExporter other =
        TestExporter.start(
            "--mqtt.topic=#",
            "--routes=routes/mqtt-topic.camel.yaml",
            "--routes=routes/errors.camel.yaml",
            "--routes=routes/metrics.camel.yaml")) {
      assertThat(other.get("/metrics")).contains("mqtt_exporter_build_info");
      assertThat(other.status("/-/healthy")).isEqualTo(404);
    }
  }

  @Test
  void headersOfTheRequestAreNotSentBack() {
    HttpResponse<byte[]> response =
        TestExporter.send(exporter.request("/metrics").header("X-Secret", "s3cret"));
    assertThat(response.headers().map()).doesNotContainKey("x-secret");
  }

  /** Or a page of anybody could set a cookie here. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/-/healthy", "/-/ready", "/-/reload"})
  void fieldsOfAFormAreNotSentBack(String path) {
    HttpResponse<byte[]> response =
        TestExporter.send(
            exporter
                .request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("Set-Cookie=a%3Db&CamelHttpResponseCode=418")));
    assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    assertThat(response.statusCode()).isNotEqualTo(418);
  }

  @Test
  void theProcessTellsWhatItIs() {
    assertThat(exporter.get("/metrics"))
        .containsPattern(
            "mqtt_exporter_build_info\\{branch=\".+\",javaversion=\".+\",revision=\".+\",version=\"1.+\"} 1\n")
        .contains("# TYPE process_cpu_seconds_total counter\n")
        .contains("# TYPE process_resident_memory_bytes gauge\n")
        .contains("# TYPE process_open_fds gauge\n")
        .contains("# TYPE jvm_memory_used_bytes gauge\n")
        .contains("# TYPE jvm_threads_current gauge\n")
        .contains("jvm_runtime_info{");
  }

  @Test
  void theLandingPageLinksTheMetrics() {
    HttpResponse<byte[]> response = TestExporter.send(exporter.request("/"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(contentType(response)).isEqualTo("text/html; charset=utf-8");
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>MQTT Exporter</h1>")
        .contains("<a href=\"/metrics\">Metrics</a>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metricsx", "/favicon.ico", "/a/b?c=d"})
  void everyOtherPathIsTheLandingPage(String path) {
    assertThat(exporter.get(path)).contains("<h1>MQTT Exporter</h1>");
  }

  @Test
  void itIsHealthyWithoutABroker() {
    assertThat(exporter.status("/-/healthy")).isEqualTo(200);
    assertThat(exporter.get("/-/healthy")).isEqualTo("mqtt-topic-exporter is Healthy.\n");
  }

  @Test
  void aProbeOfAnUnknownPathFails() throws Exception {
    assertThat(exporter.status("/-/helthy")).isEqualTo(404);
    assertThat(exporter.get("/-/helthy")).isEqualTo("Not found.\n");
  }

  @Test
  void itIsNotReadyWithoutABroker() {
    assertThat(exporter.status("/-/ready")).isEqualTo(503);
    assertThat(exporter.get("/-/ready"))
        .isEqualTo("mqtt-topic-exporter is not ready. Not subscribed: [mqtt-topic-1]\n");
    assertThat(exporter.get("/metrics"))
        .contains("mqtt_exporter_subscribed{route=\"mqtt-topic-1\"} 0.0\n");
  }

  @Test
  void theTelemetryPathIsASetting() {
    try (TestExporter other =
        TestExporter.start("--mqtt.topic=#", "--web.telemetry-path=/probe/mqtt")) {
      assertThat(other.get("/probe/mqtt")).contains("mqtt_exporter_build_info");
      assertThat(other.get("/")).contains("<a href=\"/probe/mqtt\">");
      assertThat(other.get("/metrics")).contains("<h1>MQTT Exporter</h1>");
    }
  }

  @Test
  void theTelemetryPathMayEndInASlash() {
    try (TestExporter other =
        TestExporter.start("--mqtt.topic=#", "--web.telemetry-path=/a~b/.c/")) {
      assertThat(other.get("/a~b/.c/")).contains("mqtt_exporter_build_info");
    }
  }

  @Test
  void theTelemetryPathMayBeTheRoot() {
    try (TestExporter other = TestExporter.start("--mqtt.topic=#", "--web.telemetry-path=/")) {
      assertThat(other.get("/")).contains("mqtt_exporter_build_info");
      assertThat(other.status("/-/healthy")).isEqualTo(200);
    }
  }

  @Test
  void twoMetricsOfOneNameDoNotFailAScrape(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("double.camel.yaml");
    Files.writeString(
        file,
        """
        - route:
            id: double
            from:
              uri: paho:double
              steps:
                - to: micrometer:counter:double
                - to:
                    uri: prometheus:double_total
                    parameters:
                      type: counter
        """);
    try (TestExporter other =
        TestExporter.start("--routes=routes/*.camel.yaml", "--routes=" + file)) {
      other.deliver("double", "42");
      assertThat(other.get("/metrics")).doesNotContain("cannot collect");
      assertThat(other.status("/metrics")).isEqualTo(200);
      assertThat(other.scrape()).contains("\ndouble_total 42\n");
    }
  }

  /** More than the buffers of the sockets hold: it is not all sent when the exporter is to end. */
  @Test
  void aScrapeInFlightEndsBeforeTheExporterDoes() throws Exception {
    TestExporter ending = TestExporter.start("--mqtt.topic=#");
    for (int i = 0; i < 20_000; i++) {
      ending.deliver("/home/floor/room/sensor/of/a/long/topic/" + i, "1");
    }
    ExecutorService shutdown = Executors.newSingleThreadExecutor();
    try (Socket client = ending.connect()) {
      client
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      String beginning =
          new String(client.getInputStream().readNBytes(100), StandardCharsets.UTF_8);
      Future<?> ended = shutdown.submit(ending::close);
      String rest = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(beginning).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(rest.substring(rest.length() - 20)).endsWith("\r\n0\r\n\r\n");
      ended.get();
    } finally {
      shutdown.shutdownNow();
    }
  }
}
