package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** A Kafka in a process of its own: one node, of the jars that the build has fetched. */
public final class Kafka implements AutoCloseable {

  private static final Path CLASS_PATH = Path.of("target/kafka.classpath");

  /** The configuration, with its two ports left out. */
  private static final Path TEMPLATE = Path.of("src/test/resources/kafka.properties");

  private final Path directory;
  private final Path configuration;
  private final int port = TestExporter.freePort();
  private @Nullable Process process;

  private Kafka(Path directory) {
    this.directory = directory;
    configuration = directory.resolve("kafka.properties");
  }

  /** Prepares one that keeps its data in a directory. */
  public static Kafka in(Path directory) throws IOException, InterruptedException {
    Kafka kafka = new Kafka(directory);
    Files.writeString(
        kafka.configuration,
        Files.readString(TEMPLATE).formatted(kafka.port, TestExporter.freePort()));
    Process format =
        kafka.java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c");
    if (format.waitFor() != 0) {
      throw new IOException("expected the format to end with 0, found " + format.exitValue());
    }
    return kafka;
  }

  private Process java(String... arguments) throws IOException {
    List<String> command =
        Stream.of(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    Files.readString(CLASS_PATH).strip()),
                Stream.of(arguments),
                Stream.of(configuration.toString()))
            .flatMap(part -> part)
            .toList();
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("kafka.log").toFile())
        .start();
  }

  /** Returns when it listens. */
  public void start() throws IOException {
    process = java("kafka.Kafka");
    Patience.awaitListener(port);
  }

  public String brokers() {
    return "127.0.0.1:" + port;
  }

  /** Creates a topic that keeps the last record of each key. */
  public void createCompacted(String topic, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, partitions, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
  }

  /** Ends it as its operators do; its data stay. */
  public void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
