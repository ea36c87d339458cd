package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A command that has ended.
 *
 * @param output what it wrote to both streams
 */
public record Ended(int exitCode, String output) {

  /** Runs a command to its end. */
  public static Ended of(ProcessBuilder command) throws IOException {
    Process process = command.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.onExit().join().exitValue(), output);
  }
}
