package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Mosquitto;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestBroker;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edit of a route file keeps: connections, messages, answers, and what is there once. */
class EditTest {

  private final Path directory;
  private final Path routes;
  private final Path attic;
  private final TestBroker broker = new TestBroker("alice", "secret");
  private @Nullable TestExporter exporter;

  EditTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    routes = ShippedRoutes.copyTo(directory);
    attic = routes.resolve("attic.camel.yaml");
  }

  @AfterEach
  void stop() {
    if (exporter != null) {
      exporter.close();
    }
    broker.close();
  }

  private TestExporter start(String broker, String... flags) {
    exporter =
        TestExporter.startIn(
            directory,
            Stream.concat(
                    Stream.of(
                        "--mqtt.server=" + broker,
                        "--mqtt.topic=/home/#",
                        "--routes=" + routes + "/*.camel.yaml",
                        "--routes.reload=false",
                        "--web.enable-lifecycle"),
                    Stream.of(flags))
                .toArray(String[]::new));
    return exporter;
  }

  private TestExporter startWithBroker() throws IOException {
    broker.start();
    TestExporter started = start("mqtt://alice:secret@127.0.0.1:" + broker.port());
    await().until(() -> started.status("/-/ready") == 200);
    return started;
  }

  private static void reload(TestExporter exporter) {
    HttpResponse<byte[]> answer = exporter.reload();
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static String atticTimes(int scale) {
    return """
        - route:
            id: attic
            from:
              uri: paho:attic/#
              steps:
                - to:
                    uri: prometheus:attic
                    parameters:
                      scale: %d
        """
        .formatted(scale);
  }

  @Test
  void aRetainedValueIsTakenAnewOverTheSameConnection() throws Exception {
    Files.writeString(attic, atticTimes(1));
    TestExporter running = startWithBroker();
    broker.publish("attic/temperature", "21", true);
    await().until(() -> running.get("/metrics").contains("\nattic 21\n"));
    int connects = broker.connects().size();
    int subscribes = broker.subscribes().size();
    Files.writeString(attic, atticTimes(10));
    reload(running);
    await().until(() -> running.get("/metrics").contains("\nattic 210\n"));
    assertThat(broker.connects()).hasSize(connects);
    assertThat(broker.subscribes())
        .as("the route that was not edited does not subscribe again")
        .hasSize(subscribes + 1);
  }

  @Test
  void aRouteWithoutAnIdIsKnownByItsEndpoint() throws Exception {
    String route =
        "- from: {uri: 'paho:%s', parameters: {qos: 0}, steps: [{to: 'prometheus:%s'}]}\n";
    Files.writeString(attic, route.formatted("attic/a", "a") + route.formatted("attic/b", "b"));
    TestExporter running = startWithBroker();
    int connects = broker.connects().size();
    Files.writeString(
        attic,
        route.formatted("attic/c", "c")
            + route.formatted("attic/a", "a")
            + route.formatted("attic/b", "b"));
    reload(running);
    await().until(() -> running.status("/-/ready") == 200);
    assertThat(broker.connects()).as("that of attic/c").hasSize(connects + 1);
  }

  @Test
  void anotherEndpointConnectsAnewAndTheLastOneLeaves() throws Exception {
    Files.writeString(attic, atticTimes(1));
    TestExporter running = startWithBroker();
    Files.writeString(attic, atticTimes(1).replace("attic/#", "cellar/#"));
    reload(running);
    await().until(() -> running.status("/-/ready") == 200);
    broker.publish("attic/temperature", "7", false);
    broker.publish("cellar/temperature", "8", false);
    await().until(() -> running.get("/metrics").contains("\nattic 8\n"));
  }

  @Test
  void aVariableOutlivesAnEdit() throws Exception {
    String route =
        """
        - route:
            id: %1$s
            from:
              uri: paho:attic/%1$s
              steps:
                - %2$s
        """;
    Files.writeString(
        attic,
        route.formatted("area", "setVariable: {name: 'global:area', simple: '${body}'}")
            + route
                .formatted("power", "setBody: {simple: '${variable.global:area}'}")
                .concat("        - to: prometheus:attic\n"));
    TestExporter running = startWithBroker();
    running.deliver("attic/area", "12");
    Files.writeString(attic, Files.readString(attic) + "# edited\n");
    reload(running);
    running.deliver("attic/power", "1");
    assertThat(running.get("/metrics")).contains("\nattic 12\n");
  }

  @Test
  void aBeanAndATimerAreThereAfterEachEdit() throws Exception {
    String dice =
        """
        - beans:
            - name: dice
              type: java.util.concurrent.atomic.AtomicInteger
        - route:
            id: dice
            from:
              uri: timer:dice
              parameters:
                period: 10
              steps:
                - setBody:
                    method:
                      ref: dice
                      method: incrementAndGet
                - to: prometheus:dice_%d
        """;
    Files.writeString(attic, dice.formatted(0));
    TestExporter running = start(TestExporter.NO_BROKER.replaceFirst(".*=", ""));
    for (int edit = 1; edit <= 3; edit++) {
      Files.writeString(attic, dice.formatted(edit));
      reload(running);
      String metric = "\ndice_" + edit + " ";
      await().until(() -> running.get("/metrics").contains(metric));
    }
  }

  @Test
  void aListenerOfItsOwnIsThereOnce() throws Exception {
    int port = TestExporter.freePort();
    String listener =
        "- route: {id: listener, from: {uri: 'port:%d', steps: [{log: '${body}'}]}}\n";
    Files.writeString(attic, listener.formatted(port));
    TestExporter running = start(TestExporter.NO_BROKER.replaceFirst(".*=", ""));
    for (int i = 0; i < 3; i++) {
      Files.writeString(attic, listener.formatted(port) + "# edit " + i + "\n");
      reload(running);
      assertListens(port);
    }
    int taken = TestExporter.freePort();
    try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          attic,
          listener.formatted(port).replace("id: listener", "id: first")
              + listener.formatted(other.getLocalPort()));
      HttpResponse<byte[]> refused = running.reload();
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8))
          .contains("Address already in use");
      assertThat(running.get("/metrics"))
          .contains("mqtt_exporter_config_last_reload_successful 0.0\n");
    }
    assertListens(port);
    reload(running);
    assertListens(port);
    assertListens(taken);
  }

  private static void assertListens(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  /** Of whatever file, under scrapes and messages. */
  @Test
  void everyAnswerIs200AndEveryMessageIsTakenOnce(@TempDir Path house) throws Exception {
    assumeTrue(Mosquitto.isInstalled(), "expected a mosquitto on this machine, found none");
    int messages = 20_000;
    Files.writeString(
        attic,
        """
        - route:
            id: counted
            from:
              uri: paho:counted/#
              steps:
                - to: micrometer:counter:counted
        """);
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try (Mosquitto mosquitto = Mosquitto.forEverybody(house)) {
      mosquitto.start();
      TestExporter running = start("mqtt://127.0.0.1:" + mosquitto.port());
      await().until(() -> running.status("/-/ready") == 200);
      CountDownLatch end = new CountDownLatch(1);
      Map<Integer, Integer> answers = new ConcurrentHashMap<>();
      List<Future<?>> running3 = new ArrayList<>();
      for (String path : List.of("/metrics", "/-/healthy", "/-/ready")) {
        running3.add(
            clients.submit(
                () -> {
                  while (end.getCount() > 0) {
                    answers.merge(running.status(path), 1, Integer::sum);
                  }
                }));
      }
      running3.add(clients.submit(() -> publish(mosquitto, messages)));
      for (int i = 0; i < 30; i++) {
        List<Path> shipped = ShippedRoutes.in(routes);
        Path file = shipped.get(i % shipped.size());
        Files.writeString(file, Files.readString(file) + "# edit " + i + "\n");
        reload(running);
      }
      running3.get(3).get();
      await()
          .untilAsserted(
              () ->
                  assertThat(running.get("/metrics"))
                      .contains("\ncounted_total " + messages + ".0\n"));
      end.countDown();
      for (Future<?> client : running3) {
        client.get();
      }
      assertThat(answers).containsOnlyKeys(200);
    } finally {
      clients.shutdownNow();
    }
  }

  private static Void publish(Mosquitto mosquitto, int messages) throws Exception {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(Map.entry("counted/" + i, "1"));
    }
    for (int i = 0; i < messages / 1_000; i++) {
      mosquitto.publish(all, 0);
      TimeUnit.MILLISECONDS.sleep(200); // 5,000 in a second
    }
    return null;
  }
}
