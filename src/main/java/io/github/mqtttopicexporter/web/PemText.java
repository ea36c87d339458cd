package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.credentials.Pem;
import io.github.mqtttopicexporter.mistakes.Mistake;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Certificates or a key in PEM: in a file, or in the configuration itself. */
record PemText(String key, YamlText given, Optional<Path> file) {

  /** The file goes before the text; empty if neither is given. */
  static Optional<PemText> of(WebConfigYaml yaml, String key) {
    return yaml.text(key + "_file")
        .map(name -> new PemText(key, name, Optional.of(name.as(yaml.file()::resolveSibling))))
        .or(() -> yaml.text(key).map(text -> new PemText(key, text, Optional.empty())));
  }

  /**
   * Returns the text as it is now.
   *
   * @throws Mistake if the file cannot be read
   */
  Pem read() {
    return make(() -> file.map(Pem::read).orElseGet(() -> new Pem(key, given.text())));
  }

  /** Has a mistake in the text be told of the place where the configuration names it. */
  <T> T make(Callable<T> made) {
    try {
      return made.call();
    } catch (Mistake mistake) {
      throw given.mistake(String.valueOf(mistake.getMessage()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
