package io.github.mqtttopicexporter.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Topics as the MQTT 3.1.1 client of Paho 1.2.5 reads them. It takes pairs of surrogates, such as
 * emoji, and whatever comes from U+FDD0 on for invalid, and control characters, which a broker may
 * let pass; and a message with one ends its thread that receives, so that the route hears nothing
 * more. So they are escaped before it reads them.
 */
final class PahoTopic {

  /** Of the private use area: what it stands for is between a sender and a receiver. */
  private static final char ESCAPE = '\uE000';

  private static final String REFUSED = "\\x00-\\x1f\\x7f-\\x9f\\x{fdd0}-\\x{10ffff}";
  private static final Pattern REFUSED_IN_FILTER = Pattern.compile("[" + REFUSED + "]");
  private static final Pattern TO_ESCAPE = Pattern.compile("[" + REFUSED + ESCAPE + "]");
  private static final Pattern ESCAPED = Pattern.compile(ESCAPE + "([0-9a-f]{6})");
  private static final int MAX_BYTES = 65_535;

  private PahoTopic() {}

  /** Whether Paho sends a filter: what it sends is not escaped. */
  static boolean isFilter(String text) {
    return !REFUSED_IN_FILTER.matcher(text).find();
  }

  /** A topic in UTF-8 as Paho reads it; {@link #unescape} has it back. */
  static byte[] escape(byte[] topic) {
    if (isPlain(topic)) {
      return topic;
    }
    String text = new String(topic, StandardCharsets.UTF_8);
    byte[] escaped =
        TO_ESCAPE
            .matcher(text)
            .replaceAll(
                found -> ESCAPE + HexFormat.of().toHexDigits(found.group().codePointAt(0), 6))
            .getBytes(StandardCharsets.UTF_8);
    return escaped.length <= MAX_BYTES
        ? escaped
        : TO_ESCAPE.matcher(text).replaceAll("?").getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPlain(byte[] topic) {
    for (byte b : topic) {
      if (b < ' ' || b == 0x7f) { // beyond ASCII it is negative
        return false;
      }
    }
    return true;
  }

  static String unescape(String topic) {
    return topic.indexOf(ESCAPE) < 0
        ? topic
        : ESCAPED
            .matcher(topic)
            .replaceAll(escape -> Character.toString(HexFormat.fromHexDigits(escape.group(1))));
  }
}
