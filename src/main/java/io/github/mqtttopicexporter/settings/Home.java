package io.github.mqtttopicexporter.settings;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where files are looked for: in the working directory, and then beside the jar.
 *
 * @param workingDirectory where the process was started
 * @param jarDirectory where the jar lies, with what is shipped
 */
public record Home(Path workingDirectory, Path jarDirectory) {

  public static Home ofProcess() {
    try {
      Path jar = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Home(Path.of("").toAbsolutePath(), jar.resolveSibling(""));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Both, the one that goes first in front. */
  public List<Path> directories() {
    return List.of(workingDirectory, jarDirectory);
  }
}
