package io.github.mqtttopicexporter.settings;

import io.github.mqtttopicexporter.Exporter;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Where files are looked for: in the working directory, and then beside the jar.
 *
 * @param workingDirectory where the process was started
 * @param jarDirectory where the jar lies, with what is shipped
 */
public record Home(Path workingDirectory, Path jarDirectory) {

  private static final String DEMO_ROUTES = "routes/demo/*.camel.yaml";

  public static Home ofProcess() {
    try {
      Path jar =
          Path.of(Exporter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Home(Path.of("").toAbsolutePath(), jar.resolveSibling(""));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Stream<Path> directories() {
    return Stream.of(workingDirectory, jarDirectory);
  }

  /** The settings that apply, if there are any. */
  Optional<Path> properties() {
    return directories()
        .map(directory -> directory.resolve("application.properties"))
        .filter(Files::exists)
        .findFirst();
  }

  /**
   * The patterns of route files that the settings name, each in the directory that has some now.
   *
   * @throws Mistake if there are none of a pattern
   */
  public List<Path> patterns(Settings settings) {
    List<String> patterns = new ArrayList<>(settings.routes());
    if (settings.demo()) {
      patterns.add(DEMO_ROUTES);
    }
    return patterns.stream().map(this::pattern).toList();
  }

  private Path pattern(String pattern) {
    return directories()
        .map(directory -> directory.resolve(pattern))
        .filter(path -> !glob(path).isEmpty())
        .findFirst()
        .orElseThrow(() -> none(pattern));
  }

  private static Mistake none(String pattern) {
    return new Mistake("--routes", "expected route files, found none at \"" + pattern + "\"");
  }

  /**
   * The files of some patterns, in the order of their names.
   *
   * @throws Mistake if there are none of a pattern, or one cannot be read
   */
  public static List<RouteFile> files(List<Path> patterns) {
    Set<Path> paths = new LinkedHashSet<>();
    for (Path pattern : patterns) {
      List<Path> files = glob(pattern);
      if (files.isEmpty()) {
        throw none(pattern.toString());
      }
      paths.addAll(files);
    }
    return paths.stream().map(RouteFile::read).toList();
  }

  private static List<Path> glob(Path pattern) {
    Path directory = pattern.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> matches =
        Files.newDirectoryStream(directory, pattern.getFileName().toString())) {
      matches.forEach(files::add);
    } catch (PatternSyntaxException e) {
      throw new Mistake("--routes", "expected a pattern of files, found \"" + pattern + "\"");
    } catch (IOException e) {
      throw Mistake.unreadable(directory, e);
    }
    // hidden ones are those of editors and file systems
    files.removeIf(
        file -> !Files.isRegularFile(file) || file.getFileName().toString().startsWith("."));
    files.sort(null);
    return files;
  }
}
