package io.github.mqtttopicexporter;

/** Why the exporter cannot start, in one line for its user. */
final class StartFailure extends RuntimeException {

  private final int exitCode;

  private StartFailure(int exitCode, String message) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " "));
    this.exitCode = exitCode;
  }

  /**
   * Creates a failure.
   *
   * @param where the flag, variable, property or file:line:column
   * @param what what was expected and what was found
   */
  StartFailure(String where, String what) {
    this(1, where + ": " + what);
  }

  /** A flag that does not exist, or has no value: exit code 2, as Go's flag package has it. */
  static StartFailure usage(String message) {
    return new StartFailure(2, message + " (--help lists the flags)");
  }

  int exitCode() {
    return exitCode;
  }
}
