package io.github.mqtttopicexporter.credentials;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with a password, as UTF-8. White space at its end is no part of it. */
public record PasswordFile(Path file) {

  /**
   * Reads the password that is there now.
   *
   * @throws Mistake with the file, if it cannot be read or has none
   */
  public String read() {
    String password;
    try {
      password = Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw Mistake.unreadable(file, e);
    }
    if (password.isEmpty()) {
      throw new Mistake(file + ":1", "expected a password, found none");
    }
    return password;
  }
}
