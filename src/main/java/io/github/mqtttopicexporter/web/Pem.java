package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A certificate or a key in PEM: a file, or the text of the configuration itself. */
record Pem(YamlText given, Optional<Path> file) {

  /** The file goes before the text; empty if neither is given. */
  static Optional<Pem> of(WebConfigYaml yaml, String key) {
    return yaml.text(key + "_file")
        .map(name -> new Pem(name, Optional.of(name.as(yaml.file()::resolveSibling))))
        .or(() -> yaml.text(key).map(text -> new Pem(text, Optional.empty())));
  }

  /**
   * Returns the text as it is now.
   *
   * @throws Mistake if the file cannot be read
   */
  String read() {
    if (file.isEmpty()) {
      return given.text();
    }
    try {
      return Files.readString(file.get(), StandardCharsets.ISO_8859_1); // any byte
    } catch (IOException e) {
      throw Mistake.unreadable(given.place(), file.get(), e);
    }
  }

  Mistake mistake(String what) {
    return given.mistake(what + file.map(path -> " in " + path).orElse(""));
  }
}
