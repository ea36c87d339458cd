package io.github.mqtttopicexporter.testing;

import static io.github.mqtttopicexporter.testing.Patience.await;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged jar, run as its users run it. */
public final class ExporterProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target/mqtt-topic-exporter.jar").toAbsolutePath();

  private final Process process;
  private final Path out;
  private final Path err;

  private ExporterProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static ExporterProcess start(
      Path workingDirectory, Map<String, String> environment, String... flags) throws IOException {
    return start(workingDirectory, environment, List.of("-jar", JAR.toString()), flags);
  }

  /** Starts one with further jars, as the launcher does with those in ext. */
  public static ExporterProcess startWith(
      String jars, Path workingDirectory, Map<String, String> environment, String... flags)
      throws IOException {
    String classPath = JAR + File.pathSeparator + jars;
    return start(
        workingDirectory,
        environment,
        List.of("-cp", classPath, "io.github.mqtttopicexporter.Exporter"),
        flags);
  }

  private static ExporterProcess start(
      Path workingDirectory, Map<String, String> environment, List<String> java, String... flags)
      throws IOException {
    Path err = Files.createTempFile("exporter", ".err");
    return start(
        workingDirectory, environment, java, err, Redirect.to(err.toFile()), List.of(), flags);
  }

  /** Starts one whose standard error is a pipe that nobody reads. */
  public static ExporterProcess startUnread(Path workingDirectory, String... flags)
      throws IOException {
    Path err = Files.createTempFile("exporter", ".err");
    List<String> java = List.of("-jar", JAR.toString());
    return start(workingDirectory, Map.of(), java, err, Redirect.PIPE, List.of(), flags);
  }

  /** Starts one in a shell, after a command such as {@code ulimit -n 100}. */
  public static ExporterProcess startAfter(String command, Path workingDirectory, String... flags)
      throws IOException {
    Path err = Files.createTempFile("exporter", ".err");
    List<String> shell = List.of("sh", "-c", command + "; exec \"$@\"", "sh");
    List<String> java = List.of("-jar", JAR.toString());
    return start(workingDirectory, Map.of(), java, err, Redirect.to(err.toFile()), shell, flags);
  }

  private static ExporterProcess start(
      Path workingDirectory,
      Map<String, String> environment,
      List<String> java,
      Path err,
      Redirect errTo,
      List<String> shell,
      String... flags)
      throws IOException {
    List<String> command = new ArrayList<>(shell);
    if (System.getProperty("os.name").equals("Linux")) {
      // tests may run under nohup, which a JVM takes for a wish to ignore the signal
      command.addAll(List.of("env", "--default-signal=HUP"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(java);
    command.addAll(List.of(flags));
    Path out = Files.createTempFile("exporter", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errTo);
    // a machine's own may hold options of Java, or a setting such as LOG_LEVEL
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new ExporterProcess(builder.start(), out, err);
  }

  /** Has its heap collected: what is used then is in use. */
  public void collectGarbage() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collection =
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IOException("expected jcmd to end with 0, found " + collection.exitValue());
    }
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("it is still running");
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGHUP, for which Java has no method. */
  public void hangUp() throws IOException, InterruptedException {
    // by a shell: its kill is there on any machine
    new ProcessBuilder("sh", "-c", "kill -HUP " + process.pid()).start().waitFor();
  }

  public String out() throws IOException {
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  public String err() throws IOException {
    return Files.readString(err, StandardCharsets.UTF_8);
  }

  public static void awaitServing(Scraper scraper) {
    await().until(() -> scraper.status("/metrics") == 200);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join(); // the next one may want its port
    Files.delete(out);
    Files.delete(err);
  }
}
