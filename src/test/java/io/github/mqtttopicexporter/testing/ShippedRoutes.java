package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The route files that every exporter runs, for a test to edit or to add to. */
public final class ShippedRoutes {

  private static final List<String> NAMES = List.of("errors", "metrics", "mqtt-topic", "web");

  private ShippedRoutes() {}

  /** Makes a directory {@code routes} with a copy of each; returns it. */
  public static Path copyTo(Path directory) throws IOException {
    Path routes = Files.createDirectory(directory.resolve("routes"));
    for (Path copy : in(routes)) {
      Files.copy(Path.of("routes").resolve(copy.getFileName()), copy);
    }
    return routes;
  }

  /** The copies in a directory. */
  public static List<Path> in(Path routes) {
    return NAMES.stream().map(name -> routes.resolve(name + ".camel.yaml")).toList();
  }
}
