package io.github.mqtttopicexporter.prometheus;

/** No number where one was expected. Without a stack trace: any device can cause it, and often. */
final class NotANumberException extends NumberFormatException {

  NotANumberException(String message) {
    super(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
