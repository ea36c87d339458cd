package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what comes of a mistake once, until there is another or none. For one thread. */
final class MistakeLog {

  private static final Logger logger = LoggerFactory.getLogger(MistakeLog.class);

  private final String consequence;
  private @Nullable String last;

  MistakeLog(String consequence) {
    this.consequence = consequence;
  }

  /** Notes how the last attempt ended; null for well. */
  void note(@Nullable Throwable failure) {
    String now =
        failure == null
            ? null
            : failure instanceof Mistake ? failure.getMessage() : failure.toString();
    if (now != null && !Objects.equals(now, last)) {
      logger.error("{}: {}", consequence, now);
    }
    last = now;
  }
}
