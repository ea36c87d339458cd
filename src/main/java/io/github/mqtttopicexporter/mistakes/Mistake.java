package io.github.mqtttopicexporter.mistakes;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A mistake of the user in a flag, a setting or a file, told in one line at the start, at a reload
 * or by a command.
 */
public final class Mistake extends RuntimeException {

  private final int exitCode;
  private final @Nullable Place place;

  private Mistake(int exitCode, @Nullable Place place, String message) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "));
    this.exitCode = exitCode;
    this.place = place;
  }

  /**
   * Creates a mistake.
   *
   * @param where the flag, variable, property or file
   * @param what the value expected and the value found
   */
  public Mistake(String where, String what) {
    this(1, null, where + ": " + what);
  }

  /**
   * Creates a mistake in a file of YAML.
   *
   * @param what the value expected and the value found
   */
  public Mistake(Place place, String what) {
    this(1, place, place + ": " + what);
  }

  /** A flag that does not exist, or has no value: exit code 2, as Go's flag package has it. */
  public static Mistake usage(String message) {
    return new Mistake(2, null, message + " (--help lists the flags)");
  }

  /** A file or directory that cannot be read, or that is not UTF-8. */
  public static Mistake unreadable(Path file, IOException e) {
    if (e instanceof CharacterCodingException) {
      return new Mistake(file.toString(), "expected UTF-8, found another encoding");
    }
    String why =
        e instanceof NoSuchFileException
            ? "no such file"
            : e instanceof AccessDeniedException
                ? "permission denied"
                : e instanceof FileSystemException known && known.getReason() != null
                    ? known.getReason()
                    : String.valueOf(e.getMessage());
    return new Mistake(file.toString(), "cannot be read: " + why);
  }

  /**
   * The syntax of YAML; its own words are of its grammar: those that a user meets are put plainly.
   */
  public static Mistake yaml(Path file, MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + " ";
    String problem = context + e.getProblem();
    Mark mark = e.getProblemMark().orElseThrow();
    if (problem.endsWith("found unexpected end of stream")) {
      mark = e.getContextMark().orElse(mark);
      problem = "expected a quote at the end of the text, found none";
    } else if (problem.contains("expected <block end>")) {
      problem = "expected the indentation of the lines above, found another";
    } else if (problem.equals("mapping values are not allowed here")) {
      problem =
          "expected the indentation of the keys beside it, or quotes around a text with a colon,"
              + " found neither";
    } else if (problem.contains("found undefined")) { // its name may be a password
      problem = "expected quotes around a text that begins with * or !, found none";
    }
    return new Mistake(Place.of(file, mark), problem);
  }

  /** Two mistakes that say the same are one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Mistake mistake && Objects.equals(getMessage(), mistake.getMessage());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(getMessage());
  }

  /** The place in a file of YAML; null if the mistake is elsewhere. */
  public @Nullable Place place() {
    return place;
  }

  public int exitCode() {
    return exitCode;
  }
}
