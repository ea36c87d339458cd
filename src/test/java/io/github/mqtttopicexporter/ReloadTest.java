package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Route files that change while the exporter runs. */
class ReloadTest {

  private static final String CONFIG_OK = "mqtt_exporter_config_last_reload_successful 1.0\n";
  private static final String CONFIG_BAD = "mqtt_exporter_config_last_reload_successful 0.0\n";

  private final Path directory;
  private final Path routes;
  private final Path attic;
  private @Nullable TestExporter exporter;

  ReloadTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    routes = ShippedRoutes.copyTo(directory);
    attic = routes.resolve("attic.camel.yaml");
  }

  private TestExporter start(String... flags) {
    exporter =
        TestExporter.startIn(
            directory,
            Stream.concat(
                    Stream.of("--mqtt.topic=/home/#", "--routes=" + routes + "/*.camel.yaml"),
                    Stream.of(flags))
                .toArray(String[]::new));
    return exporter;
  }

  @AfterEach
  void stop() {
    if (exporter != null) {
      exporter.close();
    }
  }

  private static String route(String metric) {
    return """
        - route:
            id: attic
            from:
              uri: paho:attic/temperature
              steps:
                - to: prometheus:%s
        """
        .formatted(metric);
  }

  /** Delivers until the metric is there, as a device would. */
  private static void awaitMetric(TestExporter exporter, String metric) {
    await()
        .until(
            () -> {
              exporter.deliverIfSubscribed("attic/temperature", "21");
              return exporter.get("/metrics").contains("\n" + metric + " 21\n");
            });
  }

  private static void awaitScrape(TestExporter exporter, String line) {
    await().until(() -> exporter.get("/metrics").contains(line));
  }

  @Test
  void aFileThatIsAddedEditedAndDeletedTakesEffect() throws IOException {
    TestExporter exporter = start();
    exporter.deliver("/home/a", "1");
    Files.writeString(attic, route("attic_celsius"));
    awaitMetric(exporter, "attic_celsius");
    Files.writeString(attic, route("attic_temperature_celsius"));
    awaitMetric(exporter, "attic_temperature_celsius");
    Files.delete(attic);
    await().until(() -> !exporter.deliverIfSubscribed("attic/temperature", "21"));
    assertThat(exporter.get("/metrics"))
        .as("series survive")
        .contains("mqtt_topic{topic=\"/home/a\"} 1\n", "attic_temperature_celsius 21\n")
        .contains(CONFIG_OK);
  }

  @Test
  void aBrokenEditIsRefusedAsAWholeUntilItIsMended() throws IOException {
    Files.writeString(attic, route("attic_celsius"));
    TestExporter exporter = start();
    // by rename: without a moment in which the file is empty, which is no mistake
    Path broken = routes.resolve(".attic.swp");
    Files.writeString(broken, route("attic_kelvin") + route("attic-kelvin"));
    Files.move(broken, attic, StandardCopyOption.ATOMIC_MOVE);
    awaitScrape(exporter, CONFIG_BAD);
    awaitMetric(exporter, "attic_celsius");
    Files.writeString(attic, route("attic_kelvin"));
    awaitScrape(exporter, CONFIG_OK);
    awaitMetric(exporter, "attic_kelvin");
  }

  @Test
  void takingABrokenEditBackIsMendingIt() throws IOException {
    Files.writeString(attic, route("attic_celsius"));
    TestExporter exporter = start();
    Files.writeString(attic, "- route");
    awaitScrape(exporter, CONFIG_BAD);
    Files.writeString(attic, route("attic_celsius"));
    awaitScrape(exporter, CONFIG_OK);
    awaitMetric(exporter, "attic_celsius");
  }

  @Test
  void aFileMayBeReplacedByRename() throws IOException {
    Files.writeString(attic, route("attic_celsius"));
    TestExporter exporter = start();
    Path written = Files.writeString(routes.resolve(".attic.swp"), route("attic_kelvin"));
    Files.move(written, attic, StandardCopyOption.ATOMIC_MOVE);
    awaitMetric(exporter, "attic_kelvin");
  }

  /** A ConfigMap is a directory of links into another, which is a link that is replaced. */
  @Test
  void theLinkOfAConfigMapMayBeSwapped() throws IOException {
    Path first = Files.createDirectory(routes.resolve("..first"));
    Path second = Files.createDirectory(routes.resolve("..second"));
    Files.writeString(first.resolve("attic.camel.yaml"), route("attic_celsius"));
    Files.writeString(second.resolve("attic.camel.yaml"), route("attic_kelvin"));
    Files.createSymbolicLink(routes.resolve("..data"), first.getFileName());
    Files.createSymbolicLink(attic, Path.of("..data/attic.camel.yaml"));
    TestExporter exporter = start();
    awaitMetric(exporter, "attic_celsius");
    Path next = Files.createSymbolicLink(routes.resolve("..next"), second.getFileName());
    Files.move(next, routes.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    awaitMetric(exporter, "attic_kelvin");
  }

  @Test
  void theTemplateOfTheTopicsMayBeEdited() throws IOException {
    TestExporter exporter = start();
    Path template = routes.resolve("mqtt-topic.camel.yaml");
    Files.writeString(
        template, Files.readString(template).replace("prometheus:mqtt_topic", "prometheus:home"));
    await()
        .until(
            () -> {
              exporter.deliverIfSubscribed("/home/a", "1");
              return exporter.get("/metrics").contains("\nhome{topic=\"/home/a\"} 1\n");
            });
  }

  @Test
  void theRoutesThatServeMayBeEdited() throws IOException {
    TestExporter exporter = start();
    Path web = routes.resolve("web.camel.yaml");
    Files.writeString(web, Files.readString(web).replace("is Healthy", "is fine"));
    await().until(() -> exporter.get("/-/healthy").equals("mqtt-topic-exporter is fine.\n"));
  }

  @Test
  void whatAMetricIsMayBeEdited() throws IOException {
    String options = "            parameters:\n              help: %s\n              type: %s\n";
    String route = route("attic").replace("to: ", "to:\n            uri: ");
    Files.writeString(attic, route + options.formatted("old", "gauge"));
    TestExporter exporter = start();
    exporter.deliver("attic/temperature", "-5");
    assertThat(exporter.get("/metrics"))
        .contains("# HELP attic old\n# TYPE attic gauge\nattic -5\n");
    Files.writeString(attic, route + options.formatted("new", "unknown"));
    await()
        .until(
            () -> {
              exporter.deliverIfSubscribed("attic/temperature", "21");
              return exporter
                  .get("/metrics")
                  .contains("# HELP attic new\n# TYPE attic untyped\nattic 21\n");
            });
  }

  @Test
  void aFileThatRefersToItselfEndsNothing() throws IOException {
    TestExporter exporter = start();
    Files.writeString(attic, "- &a [*a]");
    awaitScrape(exporter, CONFIG_BAD);
    Files.writeString(attic, route("attic_celsius"));
    awaitMetric(exporter, "attic_celsius");
  }

  @Test
  void aDirectoryThatIsEmptiedChangesNothing() throws IOException {
    TestExporter exporter = start();
    for (Path shipped : ShippedRoutes.in(routes)) {
      Files.delete(shipped);
    }
    awaitScrape(exporter, CONFIG_BAD);
    exporter.deliver("/home/a", "1");
    assertThat(exporter.get("/metrics")).contains("mqtt_topic{topic=\"/home/a\"} 1\n");
  }

  @Test
  void aFileMayBeCommentedOut() throws IOException {
    Files.writeString(attic, route("attic_celsius"));
    TestExporter exporter = start();
    Files.writeString(
        attic, route("attic_celsius").indent(1).replace("\n ", "\n#").replaceFirst(" ", "#"));
    await().until(() -> !exporter.deliverIfSubscribed("attic/temperature", "21"));
    assertThat(exporter.get("/metrics")).contains(CONFIG_OK);
  }

  @Test
  void aTemplateAndItsRoutesMayBeEdited() throws IOException {
    TestExporter exporter = start();
    String template =
        """
        - routeTemplate:
            id: rooms
            parameters:
              - name: room
            from:
              uri: paho:{{room}}/temperature
              steps:
                - to: prometheus:%s
        - templatedRoute:
            routeId: attic
            routeTemplateRef: rooms
            parameters:
              - name: room
                value: attic
        """;
    Files.writeString(attic, template.formatted("attic_celsius"));
    awaitMetric(exporter, "attic_celsius");
    Files.writeString(attic, template.formatted("attic_kelvin"));
    awaitMetric(exporter, "attic_kelvin");
  }

  @Test
  void aRequestReloadsIfItMay() throws IOException {
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Files.writeString(attic, route("attic_celsius"));
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
    awaitMetric(exporter, "attic_celsius");
    Files.writeString(attic, route("attic-celsius") + route("b").replace("steps", "stps"));
    HttpResponse<byte[]> refused = exporter.reload();
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(
            new String(refused.body(), StandardCharsets.UTF_8).replace(attic.toString(), "attic"))
        .contains("attic:6:15: expected a metric name")
        .contains("attic:8:9: expected an id of its own")
        .contains("attic:12:9: expected a field that this step has, found \"stps\"");
    assertThat(exporter.get("/metrics")).contains(CONFIG_BAD);
    awaitMetric(exporter, "attic_celsius");
    assertThat(exporter.status("/-/reload")).isEqualTo(405);
  }

  @Test
  void aRequestIsAnsweredWhenItIsDone() throws IOException {
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Files.writeString(attic, route("attic_celsius"));
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
    exporter.deliver("attic/temperature", "21");
    assertThat(exporter.get("/metrics")).contains("attic_celsius 21\n");
    Files.delete(attic);
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
    assertThat(exporter.deliverIfSubscribed("attic/temperature", "21")).isFalse();
  }

  @Test
  void aRequestIsAnsweredThoughItsOwnRouteIsReplaced() throws IOException {
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Path web = routes.resolve("web.camel.yaml");
    Files.writeString(web, Files.readString(web).replace("is Healthy", "is fine"));
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
    assertThat(exporter.get("/-/healthy")).isEqualTo("mqtt-topic-exporter is fine.\n");
  }

  @Test
  void requestsAtOnceDoNotWaitForTheEndOfEachOther() throws Exception {
    TestExporter exporter =
        start("--routes.reload=false", "--web.enable-lifecycle", "--log.level=info");
    Path web = routes.resolve("web.camel.yaml");
    Files.writeString(web, Files.readString(web).replace("is Healthy", "is fine"));
    LogLines lines = new LogLines();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    ExecutorService clients = Executors.newFixedThreadPool(30);
    try {
      for (Future<?> answer : clients.invokeAll(Collections.nCopies(30, () -> exporter.reload()))) {
        answer.get();
      }
      await()
          .until(
              () ->
                  lines.messages().stream()
                      .anyMatch(line -> line.startsWith("route files loaded: changed ")));
    } finally {
      clients.shutdownNow();
      root.detachAppender(lines);
    }
    assertThat(lines.messages())
        .noneMatch(line -> line.contains("Timeout occurred during graceful shutdown"));
  }

  @Test
  void aKeyThatIsAddedToTheSettingsIsMissingUntilTheNextStart() throws IOException {
    Files.writeString(directory.resolve("application.properties"), "old.key = 1\n");
    Files.writeString(attic, route("attic_celsius").replace("attic/", "{{old.key}}/"));
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Object consumer = exporter.consumer("attic");
    Files.writeString(directory.resolve("application.properties"), "old.key = 1\nnew.key = 7\n");
    Files.writeString(attic, route("attic_celsius").replace("attic/", "{{new.key}}/"));
    HttpResponse<byte[]> refused = exporter.reload();
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            attic
                + ":4:12: expected a key of application.properties or the environment, found \"new.key\"\n");
    assertThat(exporter.consumer("attic")).isSameAs(consumer);
  }

  @Test
  void aMistakeInTheSettingsHoldsNoRouteBack() throws IOException {
    Files.writeString(directory.resolve("application.properties"), "mqtt.qos = 1\n");
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Files.writeString(directory.resolve("application.properties"), "mqtt.qos = 7\n");
    Files.writeString(attic, route("attic_celsius"));
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
    awaitMetric(exporter, "attic_celsius");
  }

  @Test
  void everyMistakeIsToldWhileScrapesGoOn() throws IOException {
    TestExporter exporter = start("--routes.reload=false", "--web.enable-lifecycle");
    Files.copy(Path.of("src/test/resources/check/five.camel.yaml"), attic);
    String told = new String(exporter.reload().body(), StandardCharsets.UTF_8);
    assertThat(told.lines().map(line -> line.replace(attic + ":", "").replaceFirst(": .*", "")))
        .containsExactly("4:12", "13:17", "20:11", "28:18", "38:25", "49:15", "51:9", "58:15");
    assertThat(exporter.get("/metrics")).contains(CONFIG_BAD);
    exporter.deliver("/home/a", "1");
    assertThat(exporter.get("/metrics")).contains("mqtt_topic{topic=\"/home/a\"} 1\n");
  }

  @Test
  void aRequestIsRefusedUnlessItMay() {
    HttpResponse<byte[]> refused = start().reload();
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8))
        .isEqualTo("Reload is off. --web.enable-lifecycle turns it on.\n");
  }

  /** Any page that a user visits may ask for it, and its browser says so. */
  @Test
  void aRequestOfAWebPageIsRefused() {
    TestExporter exporter = start("--web.enable-lifecycle");
    HttpResponse<byte[]> refused =
        TestExporter.send(
            exporter
                .request("/-/reload")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(exporter.reload().statusCode()).isEqualTo(200);
  }
}
