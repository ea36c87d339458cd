package io.github.mqtttopicexporter.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes each event as one line, whatever it contains: {@code time=… level=info msg="…"}, or the
 * same as JSON. Only events of level debug have a stack trace.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

  private final boolean json;

  LineLayout(boolean json) {
    this.json = json;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
    fields.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    fields.put("msg", event.getFormattedMessage());
    IThrowableProxy error = event.getThrowableProxy();
    if (error != null) {
      fields.put("error", error.getClassName() + ": " + error.getMessage());
      if (event.getLevel() == Level.DEBUG) {
        fields.put("stack", ThrowableProxyUtil.asString(error));
      }
    }
    String line =
        fields.entrySet().stream()
            .map(field -> field(field.getKey(), field.getValue()))
            .collect(Collectors.joining(json ? "," : " "));
    return (json ? "{" + line + "}" : line) + System.lineSeparator();
  }

  private String field(String key, String value) {
    if (json) {
      return quoted(key) + ":" + quoted(value);
    }
    return key + "=" + (value.matches("[A-Za-z0-9:.+-]+") ? value : quoted(value));
  }

  private static String quoted(String value) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }
}
