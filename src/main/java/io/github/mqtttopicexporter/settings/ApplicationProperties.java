package io.github.mqtttopicexporter.settings;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings in {@code application.properties}, as they were when the process read them. Nothing
 * reads them again: what is checked later is checked with what runs.
 *
 * @param file where they were found, if there is such a file
 * @param values what it says of each key
 */
public record ApplicationProperties(Optional<Path> file, Map<String, String> values) {

  /** Keys that begin so are ours; what route files refer to has other names. */
  private static final List<String> RESERVED =
      List.of("mqtt.", "kafka.", "web.", "series.", "log.", "routes");

  /**
   * Reads the settings that apply, as UTF-8.
   *
   * @throws Mistake if they cannot be read; or with the first key that is named like a setting and
   *     is none, or whose value is not written out
   */
  public static ApplicationProperties read(Home home) {
    Optional<Path> file =
        home.directories().stream()
            .map(directory -> directory.resolve("application.properties"))
            .filter(Files::exists)
            .findFirst();
    return new ApplicationProperties(file, file.map(ApplicationProperties::read).orElse(Map.of()));
  }

  private static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try {
      String text = Files.readString(file);
      properties.load(new StringReader(text));
      properties.stringPropertyNames().stream()
          .sorted()
          .forEach(key -> check(key, properties.getProperty(key), place(file, text, key)));
    } catch (IOException e) {
      throw Mistake.unreadable(file, e);
    } catch (IllegalArgumentException e) {
      throw new Mistake(file.toString(), "cannot be read: " + e.getMessage());
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(key -> key, properties::getProperty));
  }

  private static void check(String key, String value, String place) {
    Optional<Setting> setting =
        Arrays.stream(Setting.values()).filter(known -> known.key().equals(key)).findFirst();
    if (setting.isEmpty() && RESERVED.stream().anyMatch(key::startsWith)) {
      throw new Mistake(place, "expected the key of a setting, found \"" + key + "\"");
    }
    if (setting.isPresent() && value.contains("{{")) {
      throw new Mistake(
          place,
          "expected the value itself, found a {{placeholder}}: %s sets it from the environment"
              .formatted(setting.get()));
    }
  }

  /** Where a key stands; without the line if it is written with escapes. */
  private static String place(Path file, String text, String key) {
    Pattern assignment = Pattern.compile("[ \\t\\f]*" + Pattern.quote(key) + "([ \\t\\f=:].*)?");
    long before = text.lines().takeWhile(line -> !assignment.matcher(line).matches()).count();
    return before == text.lines().count() ? file.toString() : file + ":" + (before + 1);
  }

  /** Where they stand; no value, which may be a password. */
  @Override
  public String toString() {
    return file.map(Path::toString).orElse("no application.properties");
  }
}
