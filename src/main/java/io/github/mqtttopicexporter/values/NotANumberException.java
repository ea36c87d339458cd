package io.github.mqtttopicexporter.values;

/** No number where one was expected. Without a stack trace: any device can cause it, and often. */
public final class NotANumberException extends NumberFormatException {

  public NotANumberException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
