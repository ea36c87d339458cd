package io.github.mqtttopicexporter.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What is logged, to be read while other threads log: logback's own list is not made for that. */
public final class LogLines extends AppenderBase<ILoggingEvent> {

  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

  public LogLines() {
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** The lines since the last call. */
  public List<ILoggingEvent> take() {
    List<ILoggingEvent> taken = new ArrayList<>();
    for (ILoggingEvent event = events.poll(); event != null; event = events.poll()) {
      taken.add(event);
    }
    return taken;
  }

  public List<ILoggingEvent> events() {
    return List.copyOf(events);
  }

  public List<String> messages() {
    return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
