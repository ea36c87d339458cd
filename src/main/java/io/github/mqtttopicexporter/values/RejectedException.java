package io.github.mqtttopicexporter.values;

/**
 * The rejection of a message, of one of its samples, or of an option that no message could satisfy.
 * It has no stack trace: any device can cause it, and often.
 */
public final class RejectedException extends IllegalArgumentException {

  /** The label {@code reason} of {@code mqtt_exporter_messages_rejected_total}. */
  public enum Reason {
    /** A payload or a value is not a number. */
    not_a_number,
    /** A name, a label, a field, a state or a topic is not as the route expects it. */
    invalid,
    /** A new series is beyond a limit. */
    limit,
    /** A step of the route failed. */
    failed
  }

  private final Reason reason;

  /**
   * Creates a rejection.
   *
   * @param message the value expected and the value found, in one line
   */
  public RejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public static RejectedException notANumber(String message) {
    return new RejectedException(Reason.not_a_number, message);
  }

  public static RejectedException invalid(String message) {
    return new RejectedException(Reason.invalid, message);
  }

  /** The same with the place within the message, such as {@code sample 2 of 3}. */
  public RejectedException at(String place) {
    return new RejectedException(reason, place + ": " + getMessage());
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
