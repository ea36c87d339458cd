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
    try {
      return new RouteFile(path, Files.readString(path));
    } catch (IOException e) {
      throw Mistake.unreadable(path, e);
    }
  }

  public Resource resource() {
    return ResourceHelper.fromBytes("file:" + path, text.getBytes(StandardCharsets.UTF_8));
  }
}
