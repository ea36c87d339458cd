package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Settings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * The route files that the settings name: each pattern is that of the directory which has files of
 * it at the start.
 */
public final class RouteFiles {

  private static final String DEMO = "routes/demo/*.camel.yaml";

  private final List<Path> patterns;

  private RouteFiles(List<Path> patterns) {
    this.patterns = patterns;
  }

  /**
   * Finds them.
   *
   * @throws Mistake if there are none of a pattern
   */
  public static RouteFiles find(Home home, Settings settings) {
    List<String> patterns = new ArrayList<>(settings.routes());
    if (settings.demo()) {
      patterns.add(DEMO);
    }
    return new RouteFiles(patterns.stream().map(pattern -> find(home, pattern)).toList());
  }

  private static Path find(Home home, String pattern) {
    return home.directories().stream()
        .map(directory -> directory.resolve(pattern))
        .filter(path -> !glob(path).isEmpty())
        .findFirst()
        .orElseThrow(() -> none(pattern));
  }

  private static Mistake none(String pattern) {
    return new Mistake("--routes", "expected route files, found none at \"" + pattern + "\"");
  }

  /**
   * Reads them as they are now, in the order of their names.
   *
   * @throws Mistake if there are none of a pattern, or one cannot be read
   */
  public List<RouteFile> read() {
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
    files.removeIf(file -> file.getFileName().toString().startsWith("."));
    files.sort(null);
    return files;
  }
}
