package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Ended;
import io.github.mqtttopicexporter.testing.ExporterProcess;
import io.github.mqtttopicexporter.testing.PortComponent;
import io.github.mqtttopicexporter.testing.Scraper;
import io.github.mqtttopicexporter.testing.TestExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar.gz, unpacked, and its launcher. */
class LauncherIT {

  private static final Path TAR = Path.of("target/mqtt-topic-exporter.tar.gz").toAbsolutePath();
  private static final String JAVA_HOME = System.getProperty("java.home");

  private final Path directory;
  private final Path home;
  private final Path launcher;
  private final Path cache;

  LauncherIT(@TempDir Path directory) {
    this.directory = directory.resolve("unpacked");
    home = this.directory.resolve("mqtt-topic-exporter");
    launcher = home.resolve("mqtt-topic-exporter");
    cache = directory.resolve("a cache");
  }

  @BeforeEach
  void unpack() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "expected Linux");
    Files.createDirectories(home);
    run(Map.of(), "tar", "-xzf", TAR.toString(), "--strip-components=1", "-C", home.toString());
  }

  private ProcessBuilder builder(Map<String, String> environment, String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().putAll(environment);
    return builder;
  }

  private Ended run(Map<String, String> environment, String... command) throws Exception {
    return Ended.of(builder(environment, command));
  }

  private Ended launch(String... flags) throws Exception {
    return run(
        environment(),
        Stream.concat(Stream.of(launcher.toString()), Stream.of(flags)).toArray(String[]::new));
  }

  private Map<String, String> environment() {
    return Map.of(
        "JAVA_HOME", JAVA_HOME, "CACHE_DIRECTORY", cache.toString(), "JAVA_OPTS", "-Xmx64m");
  }

  /** Starts it and stops it; returns what it logged, and where its classes came from. */
  private String serve() throws Exception {
    Path log = directory.resolve("log");
    int port = TestExporter.freePort();
    ProcessBuilder builder =
        builder(
                environment(),
                launcher.toString(),
                "--mqtt.server=mqtt://127.0.0.1:" + TestExporter.freePort(),
                "--mqtt.topic=a",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectOutput(log.toFile());
    builder.environment().merge("JAVA_OPTS", " -Xlog:class+load", String::concat);
    Process process = builder.start();
    ExporterProcess.awaitServing(new Scraper("http://127.0.0.1:" + port));
    process.destroy();
    assertThat(process.waitFor()).isZero();
    return Files.readString(log);
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  @Test
  void classesComeFromAnArchiveThatFitsTheJars() throws Exception {
    assertThat(serve())
        .contains("makes an archive of its classes in " + cache)
        .containsPattern("io\\.github\\.mqtttopicexporter\\.Exporter source: shared objects file");
    List<Path> archives = archives();
    assertThat(archives).hasSize(1);

    assertThat(serve())
        .doesNotContain("makes an archive")
        .containsPattern("org\\.apache\\.camel\\.\\S+ source: shared objects file");
    assertThat(archives()).isEqualTo(archives);

    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      Path jar = jars.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
      Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    }
    assertThat(serve()).contains("makes an archive");
    assertThat(archives()).hasSize(1).isNotEqualTo(archives);
  }

  @Test
  void anArchiveThatCannotBeMadeIsDoneWithout() throws Exception {
    Files.createFile(cache);

    assertThat(serve())
        .doesNotContain("archive")
        .doesNotContain("Exporter source: shared objects file");
  }

  @Test
  void whatEndsAtOnceMakesNoArchive() throws Exception {
    assertThat(launch("-mqtt.topic=/a", "-test", "/a", "30"))
        .isEqualTo(new Ended(0, "mqtt_topic{topic=\"/a\"} 30\n"));
    assertThat(launch("--help-man").output()).startsWith(".TH MQTT\\-TOPIC\\-EXPORTER 1\n");
    assertThat(cache).doesNotExist();
  }

  @Test
  void aComponentInExtIsUsed() throws Exception {
    Files.writeString(
        home.resolve("routes/port.camel.yaml"),
        """
        - route:
            from:
              uri: port:1
              steps:
                - to: prometheus:x
        """);
    assertThat(launch("--mqtt.topic=a", "--check-config"))
        .isEqualTo(
            new Ended(
                1,
                home.resolve("routes/port.camel.yaml")
                    + ":3:12: expected a component whose jar is there, found \"port\"\n"));

    Path classes = Path.of(PortComponent.class.getResource("/").toURI());
    Path jar = home.resolve("ext/port.jar");
    String service = "META-INF/services/org/apache/camel/component/port";
    run(
        Map.of(),
        Path.of(JAVA_HOME, "bin", "jar").toString(),
        "--create",
        "--file=" + jar,
        "-C",
        classes.toString(),
        service,
        "-C",
        classes.toString(),
        PortComponent.class.getPackageName().replace('.', '/'));
    assertThat(launch("--mqtt.topic=a", "--check-config").exitCode()).isZero();
  }

  @Test
  void aJvmThatIsTooOldIsPassedOver() throws Exception {
    Path old = Files.createDirectories(directory.resolve("jdk8"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_302\"\n");
    Path noPath = Files.createDirectories(directory.resolve("bin"));
    for (String tool : List.of("dirname", "readlink", "sed", "cat", "stat", "cksum", "tr")) {
      Files.createSymbolicLink(noPath.resolve(tool), Path.of("/usr/bin", tool));
    }
    Map<String, String> environment =
        Map.of("JAVA_HOME", old.toString(), "PATH", noPath.toString());
    Files.writeString(
        launcher, Files.readString(launcher).replace("/usr/lib/jvm/*", directory + "/jvms/*"));

    assertThat(run(environment, "/bin/sh", launcher.toString(), "--version"))
        .isEqualTo(
            new Ended(
                1,
                "mqtt-topic-exporter: expected Java 17 or newer in JAVA_HOME, PATH or"
                    + " /usr/lib/jvm, found 8 in "
                    + old
                    + "\n"));
  }
}
