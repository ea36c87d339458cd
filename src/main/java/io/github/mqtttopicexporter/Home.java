package io.github.mqtttopicexporter;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Where files are looked for: in the working directory, and then beside the jar.
 *
 * @param workingDirectory where the process was started
 * @param jarDirectory where the jar lies, with what is shipped
 */
record Home(Path workingDirectory, Path jarDirectory) {

  static Home ofProcess() {
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
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** The files of several patterns. */
  List<Path> routes(List<String> patterns) {
    return patterns.stream().flatMap(pattern -> routes(pattern).stream()).distinct().toList();
  }

  /**
   * The files of a pattern such as {@code routes/*.camel.yaml}, in the order of their names.
   *
   * @throws StartFailure if there are none
   */
  List<Path> routes(String pattern) {
    return directories()
        .map(directory -> directory.resolve(pattern))
        .map(Home::glob)
        .filter(files -> !files.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new StartFailure(
                    "--routes", "expected route files, found none at \"" + pattern + "\""));
  }

  /** Camel reads a file of one route that is no list, and makes nothing of it. */
  static void requireList(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.matches("(route|routeTemplate|templatedRoute|routeConfiguration|beans|from):.*")) {
          throw new StartFailure(
              file + ":" + (i + 1) + ":1",
              "expected a list of routes (- route:), found \"" + line.strip() + "\"");
        }
      }
    } catch (IOException e) {
      throw new StartFailure("--routes", "cannot read " + file + ": " + e.getMessage());
    }
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
      throw new StartFailure("--routes", "expected a pattern of files, found \"" + pattern + "\"");
    } catch (IOException e) {
      throw new StartFailure("--routes", "cannot read " + directory + ": " + e.getMessage());
    }
    files.removeIf(file -> !Files.isRegularFile(file));
    files.sort(null);
    for (Path file : files) {
      if (file.toString().matches(".*[,%].*")) { // Camel splits at one and decodes the other
        throw new StartFailure(
            "--routes", "expected a path without , and %, found \"" + file + "\"");
      }
    }
    return files;
  }
}
