package io.github.mqtttopicexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mqtttopicexporter.testing.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources make the same bytes, later and in another directory. */
class ReproducibleIT {

  private static final Path TARGET = Path.of("target");

  @Test
  void theSameSourcesMakeTheSameBytes(@TempDir Path directory) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "expected Linux");
    List<String> copy = new ArrayList<>(List.of("cp", "-r"));
    try (Stream<Path> sources = Files.list(Path.of(""))) {
      sources.filter(source -> !source.equals(TARGET)).map(Path::toString).forEach(copy::add);
    }
    copy.add(directory.toString());
    run(Path.of(""), copy);
    run(
        directory,
        List.of(
            "mvn",
            "-B",
            "-q",
            "-Dmaven.repo.local=" + System.getProperty("localRepository"),
            "package",
            "-DskipTests"));

    assertThat(packages()).hasSize(4);
    for (Path file : packages()) {
      assertThat(directory.resolve(file)).hasSameBinaryContentAs(file);
    }
  }

  private static List<Path> packages() throws Exception {
    try (Stream<Path> files = Files.list(TARGET)) {
      return files
          .filter(file -> file.toString().matches(".*/mqtt-topic-exporter.*[.](jar|gz|json|deb)"))
          .toList();
    }
  }

  private static void run(Path directory, List<String> command) throws Exception {
    Ended ended =
        Ended.of(new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile()));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }
}
