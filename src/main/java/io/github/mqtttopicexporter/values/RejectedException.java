package io.github.mqtttopicexporter.values;

/**
 * A message, or one sample of it, that makes no series; or an option of a route that never can. It
 * has no stack trace: any device can cause it, and often.
 */
public final class RejectedException extends IllegalArgumentException {

  /** Why, as {@code mqtt_exporter_messages_rejected_total} counts it. */
  public enum Reason {
    /** A payload or a value is no number. */
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
   * @param message what was expected and what was found, in one line
   */
  public RejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** No number where one was expected. */
  public static RejectedException notANumber(String message) {
    return new RejectedException(Reason.not_a_number, message);
  }

  /** A name, a label, a field, a state or a topic that is not as expected. */
  public static RejectedException invalid(String message) {
    return new RejectedException(Reason.invalid, message);
  }

  /** The same with the place in the message at fault. */
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
