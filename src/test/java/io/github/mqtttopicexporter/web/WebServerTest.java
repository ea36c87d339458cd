package io.github.mqtttopicexporter.web;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.mqtttopicexporter.settings.ListenAddress;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, with routes of its own: what it does before and after each of them. */
class WebServerTest {

  private static final List<ListenAddress> ANY_PORT = List.of(new ListenAddress("127.0.0.1", 0));

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final List<Socket> clients = new ArrayList<>();
  private WebServer web = WebServer.listen(ANY_PORT, null, System::nanoTime);

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    web.stop();
    camel.stop();
    web.close();
  }

  private void limit(int maxConnections, int idleSeconds) {
    limit(null, maxConnections, idleSeconds);
  }

  private void limit(@Nullable WebConfigFile config, int maxConnections, int idleSeconds) {
    web.close();
    web = WebServer.listen(ANY_PORT, config, System::nanoTime, maxConnections, idleSeconds);
  }

  private void serve(RouteBuilder routes) throws Exception {
    WebRoutes served = web.routesOf(camel);
    camel.addRoutes(routes);
    camel.start();
    web.serve(served).join();
  }

  /** A route that answers with one body. */
  private void serve(Object body) throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/body").process(exchange -> exchange.getMessage().setBody(body));
          }
        });
  }

  private Socket send(String request) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), web.port());
    clients.add(client);
    client.setSoTimeout((int) Patience.LIMIT.toMillis());
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  /** All that comes until the connection is closed. */
  private String answer(String request) throws IOException {
    return new String(send(request).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String request(String method, String path, String... headers) {
    return "%s %s HTTP/1.1\r\n%s\r\n\r\n".formatted(method, path, String.join("\r\n", headers));
  }

  private String get(String path) throws IOException {
    return answer(request("GET", path, "Host: x", "Connection: close"));
  }

  @Test
  void untilItHasRoutesItIsStarting() throws IOException {
    assertThat(get("/metrics"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .endsWith("mqtt-topic-exporter is starting or stopping.\n");
  }

  @Test
  void thereIsNoSecondVersionOfHttp() throws IOException {
    assertThat(answer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).contains(" 501 Not Implemented\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /body HTTP/1.1\r\nHost:",
        "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx",
        "GET /body HTTP/1.1\r\nHost: x\r\n\r\n"
      })
  void aConnectionWithoutARequestIsClosed(String begin) throws Exception {
    limit(10, 1);
    serve(new byte[0]);
    assertThat(answer(begin)).matches("(?s)|HTTP/1.1 20.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001", "\u0016\u0003\u0001\u0000P\u0001"})
  void aConnectionWithoutAHandshakeIsClosed(String begin) throws Exception {
    Path config =
        Files.writeString(
            SelfSigned.create().resolve("web.yml"),
            "tls_server_config: {cert_file: server.pem, key_file: server.key}");
    limit(new WebConfigFile(config), 10, 1);
    assertThat(answer(begin)).hasSizeLessThan(10); // an alert at most
  }

  @Test
  void aConnectionTooManyIsClosed() throws IOException {
    limit(3, 60);
    for (int i = 0; i < 3; i++) {
      send("");
    }
    await().until(() -> get("/").isEmpty());
    clients.get(0).close();
    await().until(() -> get("/").startsWith("HTTP/1.1 503"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /%         | Host: x                 | 400 Bad Request",
        "GET  | /body?a=%z | Host: x                 | 400 Bad Request",
        "GET  | /body      | X: no host              | 400 Bad Request",
        "GET  | *          | Host: x                 | 404 Not Found",
        "GET  | /other     | Host: x                 | 404 Not Found",
        "POST | /body      | Content-Length: 2000000 | 413 Request Entity Too Large"
      })
  void aBadRequestIsRefusedInAWord(String method, String path, String header, String status)
      throws Exception {
    limit(10, 1); // or else it waits for the rest of the body
    serve("fine");
    String host = method.equals("POST") ? "Host: x" : "Y: y";
    assertThat(answer(request(method, path, header, host, "X-Echo: hello", "Connection: close")))
        .startsWith("HTTP/1.1 " + status + "\r\n")
        .endsWith("\r\n\r\n" + status.substring(4) + "\n")
        .doesNotContain("hello");
  }

  static Stream<Arguments> requestsThatAreNone() {
    String end = "\r\nHost: x\r\nConnection: close\r\n\r\n";
    return Stream.of(
        arguments("414", "GET /" + "x".repeat(10_000) + " HTTP/1.1" + end),
        arguments("431", "GET /body HTTP/1.1\r\nX-Echo: " + "x".repeat(20_000) + end),
        arguments(
            "400", "POST /body HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2" + end + "xx"),
        arguments("400", "POST /body HTTP/1.1\r\nContent-Length: -1" + end),
        arguments(
            "400",
            "POST /body HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"
                + end
                + "0\r\n\r\n"),
        arguments("400", "GET /body HTTP/1.1\nHost: x\nConnection: close\n\n"),
        arguments("400", "GET /body\0 HTTP/1.1" + end),
        arguments("400", "GET /body\rX-Echo: hello HTTP/1.1" + end),
        arguments("400", "GET /body\r\nX-Echo: hello HTTP/1.1" + end),
        arguments("400", "GET,HEAD /body HTTP/1.1" + end));
  }

  @ParameterizedTest
  @MethodSource("requestsThatAreNone")
  void whatIsNoRequestReachesNoRoute(String status, String request) throws Exception {
    serve("fine");
    assertThat(answer(request))
        .matches("(?s)HTTP/1.[01] " + status + " .*")
        .doesNotContain("fine", "X-Echo", "hello");
  }

  /** The next request of the connection is answered all the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | multipart/form-data; boundary=x",
        "GET  | application/x-www-form-urlencoded",
        "POST | multipart/form-data; boundary="
      })
  void aFormThatCannotBeOneIsABadRequest(String method, String type) throws Exception {
    serve("fine");
    String form = request(method, "/body", "Host: x", "Content-Type: " + type, "Content-Length: 5");
    assertThat(answer(form + "--x--" + request("GET", "/body", "Host: x", "Connection: close")))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("\r\n\r\nBad Request\nHTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nfine");
  }

  @Test
  void headersOfCamelAreNotTakenFromARequest() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/seen")
                .setBody(
                    simple(
                        "${header.CamelHttpMethod} ${header.CamelHttpPath}"
                            + " [${header.CamelFileName}${header.CamelHttpResponseCode}]"));
          }
        });
    String[] given = {
      "CamelHttpMethod", "CamelHttpPath", "CamelFileName", "CamelHttpResponseCode", "camelfilename"
    };
    String query = "/seen?" + String.join("=418&", given) + "=418";
    String headers = String.join(": 418\r\n", given) + ": 418";
    assertThat(answer(request("GET", query, headers, "Host: x", "Connection: close")))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\nGET /seen []")
        .doesNotContain("418");
  }

  @Test
  void aFailedRouteSendsNothingBack() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/failed")
                .throwException(new IllegalStateException("a secret of the route"));
          }
        });
    assertThat(get("/failed?query=hello"))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("secret", "hello");
  }

  @Test
  void whatCameWithTheRequestIsNotSentBack() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/{id}")
                .setHeader("X-Own", constant("own"))
                .setBody(simple("${header.id} ${header.query} ${header.X-Echo}"));
          }
        });
    assertThat(
            answer(request("GET", "/7?query=q", "Host: x", "X-Echo: hello", "Connection: close")))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("X-Own: own")
        .endsWith("\r\n\r\n7 q hello")
        .doesNotContain("X-Echo", "query");
  }

  @Test
  void aQueryParameterIsNoHeaderThatSaysWhatIsAccepted() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/accepted")
                .setBody(simple("${header.Accept} ${header.Accept-Encoding}"));
          }
        });
    assertThat(
            answer(
                request(
                    "GET",
                    "/accepted?accept=a&Accept-Encoding=b",
                    "Host: x",
                    "Accept: c",
                    "Connection: close")))
        .endsWith("\r\n\r\nc ");
  }

  @Test
  void otherMethodsThanThoseOfARouteAreNotAllowed() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/?matchOnUriPrefix=true&httpMethodRestrict=GET")
                .setBody(constant("landing page"));
            from("platform-http:/read?httpMethodRestrict=GET,HEAD").setBody(constant("read"));
            from("platform-http:/two?httpMethodRestrict=PUT").setBody(constant("put"));
            from("platform-http:/two?httpMethodRestrict=POST").setBody(constant("posted"));
          }
        });
    String[] headers = {"Host: x", "Content-Length: 0", "Connection: close"};
    assertThat(answer(request("POST", "/read", headers)))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
        .containsAnyOf("\r\nallow: GET,HEAD\r\n", "\r\nallow: HEAD,GET\r\n");
    assertThat(get("/read")).endsWith("\r\n\r\nread");
    assertThat(answer(request("POST", "/two", headers))).endsWith("\r\n\r\nposted");
  }

  @Test
  void aPathGoesBeforeAPrefixAndALongPrefixBeforeAShortOne() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/?matchOnUriPrefix=true").setBody(constant("short prefix"));
            from("platform-http:/a/?matchOnUriPrefix=true").setBody(constant("long prefix"));
            from("platform-http:/a/b").routeId("path").setBody(constant("path"));
            from("platform-http:/a/c").setBody(constant("other path"));
          }
        });
    assertThat(get("/x/y")).endsWith("\r\n\r\nshort prefix");
    assertThat(get("/a/x")).endsWith("\r\n\r\nlong prefix");
    assertThat(get("/a/b")).endsWith("\r\n\r\npath");
    camel.getRouteController().stopRoute("path");
    assertThat(get("/a/b")).endsWith("\r\n\r\nlong prefix");
    camel.getRouteController().startRoute("path");
    assertThat(get("/a/b")).endsWith("\r\n\r\npath");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 65_535, 65_536, 1_000_000})
  void aLongStreamIsSentInPartsAndAllElseWithItsLength(int length) throws Exception {
    byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
    serve(bytes);
    assertThat(get("/body"))
        .contains("content-length: " + length + "\r\n")
        .endsWith("\r\n\r\n" + "x".repeat(length));
    String stream = stream(new ByteArrayInputStream(bytes), "HTTP/1.1");
    if (length < 64 * 1_024) {
      assertThat(stream)
          .contains("content-length: " + length + "\r\n")
          .endsWith("\r\n\r\n" + "x".repeat(length));
    } else {
      assertThat(stream).contains("transfer-encoding: chunked\r\n").endsWith("\r\n0\r\n\r\n");
      assertThat(stream(new ByteArrayInputStream(bytes), "HTTP/1.0"))
          .endsWith("\r\n\r\n" + "x".repeat(length));
    }
  }

  private String stream(InputStream body, String version) throws Exception {
    WebRoutes served = web.routesOf(camel);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/" + version)
                .process(exchange -> exchange.getMessage().setBody(body));
          }
        });
    web.serve(served).join();
    return answer(
        "GET /%s %s\r\nHost: x\r\nConnection: %s\r\n\r\n"
            .formatted(version, version, version.endsWith("0") ? "keep-alive" : "close"));
  }

  /** A body that breaks after some bytes. */
  private static final class Body extends InputStream {

    private final AtomicInteger closed = new AtomicInteger();
    private int left;

    Body(int left) {
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1) == 1 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("broken");
      }
      int count = Math.min(left, length);
      Arrays.fill(bytes, offset, offset + count, (byte) 'x');
      left -= count;
      return count;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheExchange() throws Exception {
    Body body = new Body(Integer.MAX_VALUE);
    serve(body);
    Socket client = send(request("GET", "/body", "Host: x"));
    assertThat(client.getInputStream().readNBytes(100_000)).hasSize(100_000);
    assertThat(camel.getInflightRepository().size()).isEqualTo(1);
    client.close();
    await().until(() -> camel.getInflightRepository().size() == 0);
    assertThat(body.closed).hasValue(1);
  }

  @Test
  void aClientThatTakesNothingHoldsNoWorker() throws Exception {
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/endless")
                .process(e -> e.getMessage().setBody(new Body(Integer.MAX_VALUE)));
            from("platform-http:/fine").setBody(constant("fine"));
          }
        });
    for (int i = 0; i < 240; i++) {
      send(request("GET", "/endless", "Host: x"));
    }
    await().until(() -> camel.getInflightRepository().size() == 240);
    assertThat(get("/fine")).endsWith("\r\n\r\nfine");
  }

  @Test
  void aBodyThatBreaksEndsTheConnection() throws Exception {
    limit(10, 0);
    Body body = new Body(300_000);
    serve(body);
    assertThat(get("/body"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("x".repeat(1_000))
        .doesNotEndWith("\r\n0\r\n\r\n");
    await().until(() -> camel.getInflightRepository().size() == 0);
    assertThat(body.closed).hasValue(1);
  }

  @Test
  void aBodyThatNeverBlocksMayBreakInAnyWay() throws Exception {
    serve(
        new InputStream() {
          private int left = 300_000;

          @Override
          public int read() {
            if (left-- == 0) {
              throw new IllegalStateException("broken");
            }
            return 'x';
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            bytes[offset] = (byte) read();
            return 1;
          }

          @Override
          public int available() {
            return Integer.MAX_VALUE;
          }
        });
    assertThat(get("/body"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("x".repeat(1_000))
        .doesNotEndWith("\r\n0\r\n\r\n");
    await().until(() -> camel.getInflightRepository().size() == 0);
  }

  @Test
  void aBodyThatBreaksAtOnceIsAnError() throws Exception {
    Body body = new Body(0);
    serve(body);
    assertThat(get("/body")).startsWith("HTTP/1.1 500 ").doesNotContain("broken");
    await().until(() -> camel.getInflightRepository().size() == 0);
    assertThat(body.closed).hasValue(1);
  }

  @Test
  void answersThatAreNotReadAreNotMade() throws Exception {
    AtomicInteger made = new AtomicInteger();
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/large")
                .process(
                    exchange -> {
                      made.incrementAndGet();
                      exchange.getMessage().setBody(new byte[1_000_000]);
                    });
          }
        });
    Socket client = send(request("GET", "/large", "Host: x").repeat(90));
    await().until(() -> made.get() > 0);
    assertThat(get("/large")).hasSizeGreaterThan(1_000_000);
    assertThat(made.get()).isLessThan(20);
    client.close();
    await().until(() -> camel.getInflightRepository().size() == 0);
  }

  @Test
  void routesAreLeftWhenTheyHaveAnsweredWhatTheyWereHanded() throws Exception {
    CountDownLatch isHanded = new CountDownLatch(1);
    CountDownLatch mayAnswer = new CountDownLatch(1);
    serve(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("platform-http:/slow")
                .process(
                    exchange -> {
                      isHanded.countDown();
                      mayAnswer.await();
                    })
                .setBody(constant("old"));
          }
        });
    Socket client = send(request("GET", "/slow", "Host: x", "Connection: close"));
    isHanded.await();
    try (DefaultCamelContext other = new DefaultCamelContext()) {
      WebRoutes others = web.routesOf(other);
      other.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("platform-http:/slow").setBody(constant("new"));
            }
          });
      other.start();

      CompletableFuture<Void> left = web.serve(others);
      assertThat(get("/slow")).endsWith("\r\n\r\nnew");
      assertThat(left).isNotDone();
      mayAnswer.countDown();
      left.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("\r\n\r\nold");
      web.serve(web.routesOf(camel)).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aClientThatIsGoneIsNotWaitedFor() throws Exception {
    serve(new Body(Integer.MAX_VALUE));
    Socket client = send(request("GET", "/body", "Host: x"));
    assertThat(client.getInputStream().readNBytes(1)).hasSize(1);
    CompletableFuture<Void> left = web.serve(web.routesOf(new DefaultCamelContext()));
    assertThat(get("/body")).startsWith("HTTP/1.1 404");
    assertThat(left).isNotDone();
    client.close();
    left.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
