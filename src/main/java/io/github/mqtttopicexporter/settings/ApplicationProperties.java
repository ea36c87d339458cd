package io.github.mqtttopicexporter.settings;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.naturalOrder;

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
 * @param text all of it
 * @param values what it says of each key
 */
public record ApplicationProperties(Optional<Path> file, String text, Map<String, String> values) {

  /** Keys that begin so are ours; what route files refer to has other names. */
  private static final List<String> RESERVED =
      List.of("mqtt.", "web.", "series.", "log.", "routes");

  /**
   * Reads the settings that apply, as UTF-8.
   *
   * @throws Mistake if they cannot be read
   */
  public static ApplicationProperties read(Home home) {
    Optional<Path> file =
        home.directories().stream()
            .map(directory -> directory.resolve("application.properties"))
            .filter(Files::exists)
            .findFirst();
    return file.map(ApplicationProperties::read)
        .orElseGet(() -> new ApplicationProperties(file, "", Map.of()));
  }

  private static ApplicationProperties read(Path file) {
    Properties properties = new Properties();
    try {
      String text = Files.readString(file);
      properties.load(new StringReader(text));
      return new ApplicationProperties(
          Optional.of(file),
          text,
          properties.stringPropertyNames().stream()
              .collect(Collectors.toUnmodifiableMap(key -> key, properties::getProperty)));
    } catch (IOException e) {
      throw Mistake.unreadable(file, e);
    } catch (IllegalArgumentException e) {
      throw new Mistake(file.toString(), "cannot be read: " + e.getMessage());
    }
  }

  /**
   * Checks that each key that is named like a setting is one, and that its value is written out.
   *
   * @throws Mistake with the first that is not so
   */
  void requireSettings() {
    values.keySet().stream()
        .sorted(comparingInt(this::line).thenComparing(naturalOrder()))
        .forEach(this::requireSetting);
  }

  private void requireSetting(String key) {
    Optional<Setting> setting =
        Arrays.stream(Setting.values()).filter(known -> known.key().equals(key)).findFirst();
    if (setting.isEmpty() && RESERVED.stream().anyMatch(key::startsWith)) {
      throw new Mistake(place(key), "expected the key of a setting, found \"" + key + "\"");
    }
    if (setting.isPresent() && values.getOrDefault(key, "").contains("{{")) {
      throw new Mistake(
          place(key),
          "expected the value itself, found a {{placeholder}}: %s sets it from the environment"
              .formatted(setting.get().environmentVariable()));
    }
  }

  private String place(String key) {
    String path = file.map(Path::toString).orElse("application.properties");
    int line = line(key);
    return line == 0 ? path : path + ":" + line;
  }

  /** Where a key stands, counted from one; 0 if it is written with escapes. */
  private int line(String key) {
    Pattern assignment = Pattern.compile("[ \\t\\f]*" + Pattern.quote(key) + "([ \\t\\f=:].*)?");
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (assignment.matcher(lines.get(i)).matches()) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The same for Camel, which may change them. */
  public Properties copy() {
    Properties copy = new Properties();
    copy.putAll(values);
    return copy;
  }

  /** Where they stand; no value, which may be a password. */
  @Override
  public String toString() {
    return file.map(Path::toString).orElse("no application.properties");
  }
}
