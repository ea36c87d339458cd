package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** A route file as it was read once: what is checked is what runs. */
public record RouteFile(Path path, String text) {

  /**
   * Reads a file.
   *
   * @throws Mistake if it cannot be read
   */
  public static RouteFile read(Path path) {
    if (!Files.isRegularFile(path)) { // a pipe would be waited for
      throw new Mistake(
          path.toString(),
          "expected a file, found "
              + (Files.isDirectory(path) ? "a directory" : "a link or a device without one"));
    }
    try {
      return new RouteFile(path, Files.readString(path));
    } catch (IOException e) {
      throw Mistake.unreadable(path, e);
    }
  }

  Resource resource() {
    return ResourceHelper.fromBytes("file:" + path, text.getBytes(StandardCharsets.UTF_8));
  }
}
