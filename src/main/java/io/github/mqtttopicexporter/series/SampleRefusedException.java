package io.github.mqtttopicexporter.series;

/**
 * A sample of a new series beyond a limit. Its message is the same for every sample that one limit
 * refuses. Without a stack trace: any device can cause it, and often.
 */
public final class SampleRefusedException extends RuntimeException {

  SampleRefusedException(String message) {
    super(message, null, false, false);
  }
}
