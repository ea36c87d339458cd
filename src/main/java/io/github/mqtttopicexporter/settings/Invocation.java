package io.github.mqtttopicexporter.settings;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.util.Map;

/**
 * How the process was started.
 *
 * @param flags the command line
 * @param environment the environment variables
 * @param home where files are looked for
 * @param properties what {@code application.properties} said at the start
 */
public record Invocation(
    Flags flags, Map<String, String> environment, Home home, ApplicationProperties properties) {

  /**
   * Creates an invocation with the {@code application.properties} of now.
   *
   * @throws Mistake if they cannot be read
   */
  public Invocation(Flags flags, Map<String, String> environment, Home home) {
    this(flags, environment, home, ApplicationProperties.read(home));
  }
}
