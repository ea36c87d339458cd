package io.github.mqtttopicexporter;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The settings in {@code application.properties}, as they were when the process read them. Nothing
 * reads them again: what is checked later is checked with what runs.
 *
 * @param file where they were found, if there is such a file
 */
record ApplicationProperties(Optional<Path> file, Map<String, String> values) {

  /**
   * Reads the settings that apply, as UTF-8.
   *
   * @throws StartFailure if they cannot be read
   */
  static ApplicationProperties read(Home home) {
    Optional<Path> file = home.properties();
    Properties properties = new Properties();
    file.ifPresent(found -> load(found, properties));
    return new ApplicationProperties(
        file,
        properties.stringPropertyNames().stream()
            .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty)));
  }

  private static void load(Path file, Properties properties) {
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (CharacterCodingException ignored) {
      throw new StartFailure(file.toString(), "expected UTF-8, found another encoding");
    } catch (IOException | IllegalArgumentException e) {
      throw new StartFailure(file.toString(), "cannot be read: " + e.getMessage());
    }
  }

  /** For Camel, which may change them. */
  Properties copy() {
    Properties copy = new Properties();
    copy.putAll(values);
    return copy;
  }
}
