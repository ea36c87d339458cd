package io.github.mqtttopicexporter;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.testing.BlackBox;
import io.github.mqtttopicexporter.testing.Ended;
import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.Publisher;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.MountableFile;

/** Mosquitto in a container; the jar, and the image of the Dockerfile, against it. */
@Testcontainers(disabledWithoutDocker = true)
class ContainerIT {

  private static final String MOSQUITTO = "eclipse-mosquitto:2";
  private static final String CONF = "/mosquitto/config/mosquitto.conf";
  private static final Path HERE = Path.of("").toAbsolutePath();

  private static GenericContainer<?> mosquitto(String conf) {
    return new GenericContainer<>(MOSQUITTO)
        .withExposedPorts(1883)
        .withStartupTimeout(Patience.LIMIT)
        .withCopyToContainer(Transferable.of("listener 1883\n" + conf), CONF);
  }

  private static String brokerUrl(GenericContainer<?> broker) {
    return "tcp://127.0.0.1:" + broker.getMappedPort(1883);
  }

  /** Builds by the command of README. */
  private static String builtImage() throws IOException, InterruptedException {
    String image = "mqtt-topic-exporter:it";
    docker("build", "-t", image, ".");
    return image;
  }

  private static String docker(String... arguments) throws IOException, InterruptedException {
    return docker(0, arguments);
  }

  private static String docker(int exitCode, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Ended docker = Ended.of(new ProcessBuilder(command));
    assertThat(docker.exitCode()).as(docker.output()).isEqualTo(exitCode);
    return docker.output();
  }

  @Test
  void theImageNeedsNoFileOfItsOwnAndNoCapability() throws Exception {
    String image = builtImage();
    assertThat(
            docker(
                ("run --rm --read-only --cap-drop=ALL --env=MQTT_TOPIC=/a "
                        + image
                        + " --test /a 30")
                    .split(" ")))
        .isEqualTo("mqtt_topic{topic=\"/a\"} 30\n");
    assertThat(docker(1, "run", "--rm", image, "--demo"))
        .endsWith("--demo: expected the jar moquette-broker in lib, found none\n");
  }

  @Test
  void theJarIsADropInReplacement() throws Exception {
    int port = TestExporter.freePort();
    try (GenericContainer<?> broker = mosquitto("allow_anonymous true\n")) {
      broker.start();
      try (ExporterProcess exporter =
          ExporterProcess.start(
              HERE,
              Map.of(),
              "--mqtt.server=mqtt://user:pass@127.0.0.1:" + broker.getMappedPort(1883),
              "--mqtt.topic=/e2e/test/#",
              "--web.listen-address=:" + port)) {
        BlackBox.check(new Scraper("http://127.0.0.1:" + port), new Publisher(brokerUrl(broker)));
        assertThat(exporter.out()).isEmpty();
      }
    }
  }

  @Test
  void theImageIsADropInReplacement() throws Exception {
    try (Network network = Network.newNetwork();
        GenericContainer<?> broker =
            mosquitto("allow_anonymous true\n")
                .withNetwork(network)
                .withNetworkAliases("mosquitto");
        GenericContainer<?> exporter =
            new GenericContainer<>(builtImage())
                .withNetwork(network)
                .withExposedPorts(9981)
                .withCopyFileToContainer(
                    MountableFile.forHostPath("src/test/resources/routes/celsius.camel.yaml"),
                    "/opt/mqtt-topic-exporter/routes/celsius.camel.yaml")
                .withEnv("MQTT_SERVER", "mqtt://user:pass@mosquitto:1883")
                .withCommand("--mqtt.topic=/e2e/test/#")
                .withStartupTimeout(Patience.LIMIT)) {
      broker.start();
      exporter.start();
      BlackBox.check(
          new Scraper("http://127.0.0.1:" + exporter.getMappedPort(9981)),
          new Publisher(brokerUrl(broker)));

      new Publisher(brokerUrl(broker)).publish("weather/garden/fahrenheit", "212");
      new Scraper("http://127.0.0.1:" + exporter.getMappedPort(9981))
          .awaitLine("weather_temperature_celsius{place=\"garden\"} 100");

      assertThat(exporter.execInContainer("id", "-u").getStdout()).isEqualTo("65534\n");
      await()
          .until(
              () ->
                  "healthy"
                      .equals(
                          exporter.getCurrentContainerInfo().getState().getHealth().getStatus()));
      assertThat(exporter.getLogs()).doesNotContain("WARNING", "AOT");
      assertThat(exporter.getCurrentContainerInfo().getConfig().getLabels())
          .containsEntry("org.opencontainers.image.title", "mqtt-topic-exporter")
          .containsKeys(
              "org.opencontainers.image.description", "org.opencontainers.image.licenses");

      exporter.getDockerClient().stopContainerCmd(exporter.getContainerId()).withTimeout(60).exec();
      assertThat(exporter.getCurrentContainerInfo().getState().getExitCodeLong()).isZero();
    }
  }

  @Test
  void aPasswordOpensTheBroker() throws Exception {
    int port = TestExporter.freePort();
    Scraper scraper = new Scraper("http://127.0.0.1:" + port);
    try (GenericContainer<?> broker =
        mosquitto("allow_anonymous false\npassword_file /tmp/passwords\n")
            .withCreateContainerCmdModifier(
                c ->
                    c.withEntrypoint(
                        "sh",
                        "-c",
                        "touch /tmp/passwords && chmod 700 /tmp/passwords"
                            + " && mosquitto_passwd -b /tmp/passwords alice 'p@s:s%/+w'"
                            + " && chmod 644 /tmp/passwords && exec mosquitto -c "
                            + CONF))) {
      broker.start();
      try (ExporterProcess wrong =
          ExporterProcess.start(
              HERE,
              Map.of("MQTT_SERVER", "mqtt://alice:wrong@127.0.0.1:" + broker.getMappedPort(1883)),
              "--mqtt.topic=/e2e/test/#",
              "--web.listen-address=:" + port)) {
        await().until(() -> wrong.err().contains("the broker refused"));
        await().until(() -> scraper.status("/-/ready") == 503);
      }
      try (ExporterProcess exporter =
          ExporterProcess.start(
              HERE,
              Map.of(
                  "MQTT_SERVER",
                  "mqtt://alice:p%40s%3As%25%2F%2Bw@127.0.0.1:" + broker.getMappedPort(1883)),
              "--mqtt.topic=/e2e/test/#",
              "--web.listen-address=:" + port)) {
        BlackBox.check(
            scraper, new Publisher(brokerUrl(broker)).withCredentials("alice", "p@s:s%/+w"));
        assertThat(exporter.err()).doesNotContain("p@s", "p%40s");
      }
    }
  }
}
