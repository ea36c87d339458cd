package io.github.mqtttopicexporter;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the exporter cannot start, in one line for its user. */
final class StartFailure extends RuntimeException {

  private final int exitCode;
  private final @Nullable Place place;

  private StartFailure(int exitCode, @Nullable Place place, String message) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "));
    this.exitCode = exitCode;
    this.place = place;
  }

  /**
   * Creates a failure.
   *
   * @param where the flag, variable, property or file
   * @param what what was expected and what was found
   */
  StartFailure(String where, String what) {
    this(1, null, where + ": " + what);
  }

  /**
   * Creates a failure that a route file is to blame for.
   *
   * @param what what was expected and what was found
   */
  StartFailure(Place place, String what) {
    this(1, place, place + ": " + what);
  }

  /** A flag that does not exist, or has no value: exit code 2, as Go's flag package has it. */
  static StartFailure usage(String message) {
    return new StartFailure(2, null, message + " (--help lists the flags)");
  }

  /** A file, or directory, that the system does not let us read, or that is not UTF-8. */
  static StartFailure unreadable(Path file, IOException e) {
    if (e instanceof CharacterCodingException) {
      return new StartFailure(file.toString(), "expected UTF-8, found another encoding");
    }
    String why =
        e instanceof AccessDeniedException
            ? "permission denied"
            : e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : String.valueOf(e.getMessage());
    return new StartFailure(file.toString(), "cannot be read: " + why);
  }

  /** Where in a route file; null if it is not there. */
  @Nullable Place place() {
    return place;
  }

  int exitCode() {
    return exitCode;
  }
}
