package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.SelfSigned;
import io.github.mqtttopicexporter.testing.ShippedRoutes;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar as a process: exit codes, streams, files, signals. */
class JarIT {

  private static final String NO_BROKER = "--mqtt.server=mqtt://127.0.0.1:1";
  private static final Path HERE = Path.of("").toAbsolutePath();

  private final int port = TestExporter.freePort();
  private final String listen = "-web.listen-address=127.0.0.1:" + port;
  private final Scraper scraper = new Scraper("http://127.0.0.1:" + port);

  private final Path elsewhere;

  JarIT(@TempDir Path elsewhere) {
    this.elsewhere = elsewhere;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nonsense=1 | 2 | mqtt-topic-exporter: --nonsense: expected a flag, found an unknown one (--help lists the flags)",
        "--web.systemd-socket | 2 | mqtt-topic-exporter: --web.systemd-socket: a JVM takes no socket of systemd, use --web.listen-address (--help lists the flags)",
        "--mqtt.topic=b/#/c | 1 | mqtt-topic-exporter: --mqtt.topic: expected a topic filter (+ and # are whole levels, # is the last one; $share/group/filter), found \"b/#/c\"",
        "--web.config.file=nowhere | 1 | mqtt-topic-exporter: nowhere: cannot be read: no such file",
        "--mqtt.server=http://h | 1 | mqtt-topic-exporter: --mqtt.server: expected mqtt://, mqtts://, ws:// or wss://, found \"http://\"",
      })
  void aMistakeIsOneLineAndAnExitCode(String flag, int exitCode, String line) throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(HERE, Map.of(), NO_BROKER, "--mqtt.topic=a", flag)) {
      assertThat(exporter.exitCode()).isEqualTo(exitCode);
      assertThat(exporter.err().lines().filter(l -> !l.startsWith("time="))).containsExactly(line);
      assertThat(exporter.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"-h", "--help", "-help"})
  void helpListsTheFlags(String flag) throws Exception {
    try (ExporterProcess exporter = ExporterProcess.start(HERE, Map.of(), flag)) {
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.out())
          .contains(
              List.of(
                  "--mqtt.server",
                  "--mqtt.topic",
                  "--mqtt.retain-time",
                  "--mqtt.max-backoff",
                  "--mqtt.qos",
                  "--mqtt.client-id",
                  "--web.listen-address",
                  "--web.config.file",
                  "--web.telemetry-path",
                  "--routes",
                  "--log.level",
                  "--log.format",
                  "--demo",
                  "--version"));
    }
  }

  @Test
  void versionSaysWhatWasBuilt() throws Exception {
    try (ExporterProcess exporter = ExporterProcess.start(HERE, Map.of(), "--version")) {
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.out())
          .matches("mqtt-topic-exporter \\S+ \\(revision \\S+, branch \\S+, Java \\S+\\)\\R");
    }
  }

  @Test
  void startedElsewhereItRunsWhatLiesBesideTheJar() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(elsewhere, Map.of(), NO_BROKER, "-mqtt.topic", "a", listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(exporter.err())
          .contains("settings from " + HERE.resolve("target/application.properties"))
          .contains(HERE.resolve("target/routes/mqtt-topic.camel.yaml").toString());
    }
  }

  @Test
  void theWorkingDirectoryGoesFirst() throws Exception {
    Files.writeString(
        elsewhere.resolve("application.properties"),
        "mqtt.server = mqtt://127.0.0.1:1\nmqtt.topic = größe/+, b\nmqtt.qos = 7\n");
    try (ExporterProcess exporter =
        ExporterProcess.start(elsewhere, Map.of("MQTT_QOS", "1"), "--mqtt.max-backoff=5", listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(exporter.err())
          .contains("settings from " + elsewhere.resolve("application.properties"))
          .contains("topics [größe/+, b]");
    }
  }

  @Test
  void routeFilesAreOfAnyLanguageWhateverTheLocale() throws Exception {
    Path routes = Files.createDirectory(elsewhere.resolve("routes"));
    Files.writeString(
        routes.resolve("kitchen.camel.yaml"),
        """
        - route:
            id: kitchen
            from:
              uri: paho:kitchen
              steps:
                - to:
                    uri: prometheus:kitchen
                    parameters:
                      label.room: Küche
        """);
    try (ExporterProcess exporter =
        ExporterProcess.start(elsewhere, Map.of("LC_ALL", "POSIX"), "--test", "kitchen", "7")) {
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.out()).isEqualTo("kitchen{room=\"Küche\"} 7\n");
    }
  }

  @Test
  void aPasswordIsNeverLogged() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE,
            Map.of("MQTT_SERVER", "mqtt://alice:s3cret@127.0.0.1:1"),
            "--mqtt.topic=a",
            "--log.level=debug",
            listen)) {
      ExporterProcess.awaitServing(scraper);
      await().until(() -> exporter.err().contains("cannot subscribe to a at mqtt://127.0.0.1:1"));
      assertThat(exporter.err()).doesNotContain("s3cret");
      assertThat(exporter.out()).isEmpty();
      assertThat(scraper.get("/metrics")).doesNotContain("s3cret");
    }
  }

  @Test
  void theLogIsJsonOnStdoutIfWanted() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE,
            Map.of("LOG_FORMAT", "logger:stdout?json=true"),
            NO_BROKER,
            "--mqtt.topic=a",
            listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(exporter.out().lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("\\{\"time\":\".+\",\"level\":\".+\",\"msg\":\".+\"}"));
    }
  }

  @Test
  void syslogReceivesTheLog() throws Exception {
    try (DatagramSocket syslog = new DatagramSocket(null)) {
      try {
        syslog.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 514));
      } catch (BindException e) {
        assumeThat(e).as("the port of syslog can be bound here").isNull();
      }
      try (ExporterProcess exporter =
          ExporterProcess.start(
              HERE,
              Map.of(),
              NO_BROKER,
              "--mqtt.topic=a",
              listen,
              "--log.format=logger:syslog?appname=bob&local=7")) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        syslog.setSoTimeout((int) Patience.LIMIT.toMillis());
        syslog.receive(packet);
        // facility local7 is 23, severity informational is 6: RFC 3164 §4.1.1
        assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
            .startsWith("<" + (23 * 8 + 6) + ">")
            .contains(" bob: mqtt-topic-exporter ");
        assertThat(exporter.err()).isEmpty();
      }
    }
  }

  @Test
  void aPortAloneIsServedOnBothProtocols() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE, Map.of(), NO_BROKER, "--mqtt.topic=a", "--web.listen-address=:" + port)) {
      ExporterProcess.awaitServing(scraper);
      if (sixthVersionIsHere()) {
        assertThat(new Scraper("http://[::1]:" + port).status("/metrics")).isEqualTo(200);
      }
      assertThat(exporter.out()).isEmpty();
    }
  }

  @Test
  void anAddressOfTheSixthVersionIsServed() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE, Map.of(), NO_BROKER, "--mqtt.topic=a", "--web.listen-address=[::1]:" + port)) {
      if (sixthVersionIsHere()) {
        ExporterProcess.awaitServing(new Scraper("http://[::1]:" + port));
        assertThat(scraper.status("/metrics")).isEqualTo(-1);
      } else {
        assertThat(exporter.exitCode()).isEqualTo(1);
        assertThat(exporter.err()).contains("found [::1]:" + port + ": ");
      }
      assertThat(exporter.out()).isEmpty();
    }
  }

  private static boolean sixthVersionIsHere() {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
      return socket.isBound();
    } catch (IOException ignored) {
      return false;
    }
  }

  /** Prints how long it took, for a reader: this machine may be busy. */
  @RepeatedTest(3)
  void theTermSignalEndsItWithSuccess() throws Exception {
    long started = System.nanoTime();
    try (ExporterProcess exporter =
        ExporterProcess.start(HERE, Map.of(), NO_BROKER, "--mqtt.topic=a", listen)) {
      ExporterProcess.awaitServing(scraper);
      System.out.println("milliseconds until it serves: " + millisSince(started));
      long told = System.nanoTime();
      exporter.terminate();
      assertThat(exporter.exitCode()).isZero();
      System.out.println("milliseconds until it has stopped: " + millisSince(told));
    }
  }

  private static String millisSince(long nanoTime) {
    return String.valueOf(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime));
  }

  @Test
  void theTermSignalEndsItEvenIfNobodyReadsItsLog() throws Exception {
    Path routes = Files.createDirectory(elsewhere.resolve("routes"));
    Files.copy(Path.of("routes/metrics.camel.yaml"), routes.resolve("metrics.camel.yaml"));
    Files.writeString(
        routes.resolve("talkative.camel.yaml"),
        """
        - route:
            from:
              uri: paho:a
              steps:
                - to: prometheus:a
        - route:
            from:
              uri: platform-http:/talkative
              steps:
                - log: %s
                - setBody:
                    constant: said
        """
            .formatted("x".repeat(1_000)));
    try (ExporterProcess exporter = ExporterProcess.startUnread(elsewhere, NO_BROKER, listen)) {
      ExporterProcess.awaitServing(scraper);
      for (int i = 0; i < 200; i++) { // more than a pipe holds
        assertThat(scraper.get("/talkative")).isEqualTo("said");
      }
      exporter.terminate();
      assertThat(exporter.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec <&- >&- 2>&-", "exec >/dev/full 2>&1"})
  void itNeedsNoStreams(String redirection) throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.startAfter(
            redirection, HERE, NO_BROKER, "--mqtt.topic=a", "--log.level=debug", listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(scraper.status("/-/healthy")).isEqualTo(200);
      exporter.terminate();
      assertThat(exporter.exitCode()).isZero();
    }
  }

  @Test
  void itServesAgainOnceThereAreFileDescriptors() throws Exception {
    int descriptors = 180;
    try (ExporterProcess exporter =
        ExporterProcess.startAfter(
            "ulimit -n " + descriptors, HERE, NO_BROKER, "--mqtt.topic=a", listen)) {
      ExporterProcess.awaitServing(scraper);
      List<Socket> clients = new ArrayList<>();
      for (int i = 0; i < descriptors; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      await().until(() -> exporter.err().contains("Too many open files"));
      for (Socket client : clients) {
        client.close();
      }
      ExporterProcess.awaitServing(scraper);
      exporter.terminate();
      assertThat(exporter.exitCode()).isZero();
      assertThat(exporter.err().lines()).as("a few lines").hasSizeLessThan(100);
    }
  }

  @Test
  void withTooFewFileDescriptorsItEndsAtOnce() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.startAfter("ulimit -n 40", HERE, NO_BROKER, "--mqtt.topic=a", listen)) {
      assertThat(exporter.exitCode()).isEqualTo(1);
      assertThat(exporter.err()).isNotEmpty(); // what the JVM says
    }
  }

  @Test
  void itNeedsNoDirectoryToWriteTo() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE,
            Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/dev/null/none"),
            NO_BROKER,
            "--mqtt.topic=a",
            listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(exporter.out()).isEmpty();
    }
  }

  @Test
  void theHangupSignalReloads() throws Exception {
    ShippedRoutes.copyTo(elsewhere);
    try (ExporterProcess exporter =
        ExporterProcess.start(
            elsewhere, Map.of(), NO_BROKER, "--mqtt.topic=a", "--routes.reload=false", listen)) {
      ExporterProcess.awaitServing(scraper);
      Files.writeString(elsewhere.resolve("routes/broken.camel.yaml"), "- rute: {}\n");
      exporter.hangUp();
      await()
          .until(
              () ->
                  exporter
                      .err()
                      .contains(
                          "broken.camel.yaml:1:3: expected a step that Camel has, found"
                              + " \\\"rute\\\""));
      assertThat(scraper.get("/metrics"))
          .contains("mqtt_exporter_config_last_reload_successful 0.0\n");
    }
  }

  @Test
  void theDemoShowsLivingMetrics() throws Exception {
    try (ExporterProcess exporter = ExporterProcess.start(elsewhere, Map.of(), "--demo", listen)) {
      ExporterProcess.awaitServing(scraper);
      await()
          .untilAsserted(
              () ->
                  assertThat(scraper.get("/metrics"))
                      .containsPattern("mqtt_topic\\{topic=\"/home/sensor/temperature\"} (19|2\\d)")
                      .containsPattern("mqtt_topic\\{topic=\"/home/sensor/humidity\"} [45]\\d")
                      .contains("mqtt_topic{topic=\"/home/sensor/power\"} "));
      assertThat(exporter.err().lines().filter(line -> !line.contains("has been blocked for")))
          .as("what is logged but of threads that wait for a busy machine")
          .noneMatch(line -> line.contains("level=warn") || line.contains("level=error"));
    }
  }

  /** An installation without {@code --demo} can do without these jars. */
  @Test
  void whatOnlyTheDemoNeedsIsNotLoadedWithoutIt() throws Exception {
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE,
            Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:stdout"),
            NO_BROKER,
            "--mqtt.topic=a",
            listen)) {
      ExporterProcess.awaitServing(scraper);
      assertThat(exporter.out())
          .contains("/vertx-core-")
          .doesNotContain("/moquette-broker-", "/netty-codec-mqtt-");
    }
  }

  @Test
  void theCurvesAreThoseOfTheWebConfiguration() throws Exception {
    assumeThat(openssl("version")).contains("OpenSSL");
    SelfSigned.selfSigned(elsewhere, "server", "RSA", "ip:127.0.0.1");
    Path config =
        Files.writeString(
            elsewhere.resolve("web.yml"),
            """
            tls_server_config:
              cert_file: server.pem
              key_file: server.key
              min_version: TLS13
              curve_preferences: [CurveP521]
            """);
    try (ExporterProcess exporter =
        ExporterProcess.start(
            HERE,
            Map.of("WEB_CONFIG_FILE", config.toString()),
            NO_BROKER,
            "--mqtt.topic=a",
            listen)) {
      await().until(() -> exporter.err().contains("serving HTTPS on 127.0.0.1:" + port));
      String connect = "127.0.0.1:" + port;
      assertThat(openssl("s_client", "-connect", connect, "-groups", "P-521"))
          .contains("secp521r1");
      assertThat(openssl("s_client", "-connect", connect, "-groups", "P-384"))
          .contains("SSL alert number");
    }
  }

  /** What it prints; nothing if it is not there. */
  private static String openssl(String... arguments) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of(arguments));
      command.add(0, "openssl");
      Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
      openssl.getOutputStream().close();
      String printed = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      openssl.waitFor();
      return printed;
    } catch (IOException e) {
      return "";
    }
  }
}
