package io.github.mqtttopicexporter.paho;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The broker of {@code --mqtt.server}, or of the {@code brokerUrl} of an endpoint: what Paho
 * connects to, and the credentials apart from it.
 *
 * @param url in Paho's own schemes, with its port, without credentials
 */
public record BrokerUrl(String url, @Nullable String userName, @Nullable String password) {

  private static final Map<String, String> PAHO_SCHEMES =
      Map.of("mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

  // java.net.URI refuses the underscores that Docker Compose puts into host names; no @ in a path,
  // for user:1/2@host is a password that is not encoded, and no host with a port and a path
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>mqtts?|tcp|ssl|wss?)://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/\\[\\]\\s]+)(:(?<port>\\d{1,5}))?"
              + "(?<path>/[^@\\s]*)?");

  private static final Pattern CREDENTIALS = Pattern.compile("(?s)^([A-Za-z]*:?//)?.*@");

  /**
   * Reads {@code scheme://user:password@host:port/path}.
   *
   * @throws IllegalArgumentException with what was expected and what was found, without credentials
   */
  public static BrokerUrl parse(String text) {
    Matcher url = SYNTAX.matcher(text);
    if (!url.matches()) {
      throw invalid(
          "mqtt://, mqtts://, ws:// or wss://, a host, and user and password percent-encoded",
          text);
    }
    String scheme = Objects.requireNonNull(PAHO_SCHEMES.get(url.group("scheme")));
    String port = url.group("port");
    if (port == null) {
      port = String.valueOf(DEFAULT_PORTS.get(scheme));
    }
    if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
      throw invalid("a port of 1 to 65535", text);
    }
    String path = Objects.requireNonNullElse(url.group("path"), "");
    if (!scheme.startsWith("ws")) {
      if (path.length() > 1) {
        throw invalid("no path but with ws:// and wss://", text);
      }
      path = "";
    }
    return new BrokerUrl(
        scheme + "://" + url.group("host") + ":" + port + path,
        decode(url.group("user"), text),
        decode(url.group("password"), text));
  }

  private static @Nullable String decode(@Nullable String percentEncoded, String text) {
    if (percentEncoded == null || percentEncoded.isEmpty()) {
      return null;
    }
    try {
      // URLDecoder is made for forms, where a plus is a space
      return URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      throw invalid("user and password percent-encoded", text);
    }
  }

  private static IllegalArgumentException invalid(String expected, String found) {
    return new IllegalArgumentException(
        "expected %s, found \"%s\"".formatted(expected, masked(found)));
  }

  private static String masked(String text) {
    String masked = CREDENTIALS.matcher(text).replaceFirst("$1...@");
    // user:password with the host forgotten
    return masked.contains("@")
        ? masked
        : masked.replaceFirst("(?s)(\\w+:?//[^:]*:)\\D.*", "$1...");
  }

  /** Where the broker is, without credentials, nor a query that may hold a token. */
  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "");
  }
}
