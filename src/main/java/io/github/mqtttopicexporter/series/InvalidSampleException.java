package io.github.mqtttopicexporter.series;

/**
 * A sample whose name, labels or other fields are not as expected. Without a stack trace: any
 * device can cause it, and often.
 */
public final class InvalidSampleException extends IllegalArgumentException {

  public InvalidSampleException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
