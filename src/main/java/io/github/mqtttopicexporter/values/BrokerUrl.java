package io.github.mqtttopicexporter.values;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The broker of {@code --mqtt.server}, or of the {@code brokerUrl} of an endpoint: what to connect
 * to, and the credentials apart from it.
 *
 * @param url in Paho's own schemes, with its port, without credentials
 */
public record BrokerUrl(String url, @Nullable String userName, @Nullable String password) {

  private static final Map<String, String> PAHO_SCHEMES =
      Map.of("mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

  // java.net.URI refuses the underscores that Docker Compose puts into host names; a path has no @:
  // user:1/2@host is a password that is not encoded, not a host with a port and a path
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>mqtts?|tcp|ssl|wss?)://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?#\\[\\]\\s]+)(:(?<port>\\d{1,5}))?"
              + "(?<path>/[^@\\s]*)?");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z]+://");

  /**
   * Reads {@code scheme://user:password@host:port/path}.
   *
   * @throws IllegalArgumentException if it is not a URL of a broker; the message quotes nothing
   *     that may be a password
   */
  public static BrokerUrl parse(String text) {
    Matcher url = SYNTAX.matcher(text);
    if (!url.matches()) {
      throw invalid(text);
    }
    String schemeAndHost = url.group("scheme") + "://" + url.group("host");
    String scheme = Objects.requireNonNull(PAHO_SCHEMES.get(url.group("scheme")));
    String port = url.group("port");
    if (port == null) {
      port = String.valueOf(DEFAULT_PORTS.get(scheme));
    }
    if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
      // the port is not quoted: a user and a password without a host look like a host and a port
      throw new IllegalArgumentException(
          "port out of range (1 to 65535) in the URL for " + schemeAndHost);
    }
    String path = Objects.requireNonNullElse(url.group("path"), "");
    if (!scheme.startsWith("ws")) {
      if (path.length() > 1) {
        throw new IllegalArgumentException(
            "only ws:// and wss:// can have a path, found one in the URL for " + schemeAndHost);
      }
      path = "";
    }
    return new BrokerUrl(
        scheme + "://" + url.group("host") + ":" + port + path,
        decode(url.group("user")),
        decode(url.group("password")));
  }

  private static @Nullable String decode(@Nullable String percentEncoded) {
    if (percentEncoded == null || percentEncoded.isEmpty()) {
      return null;
    }
    try {
      // URLDecoder is made for forms, in which a plus is a space
      return URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      throw new IllegalArgumentException(
          "expected user and password percent-encoded, found a % without two hex digits after it");
    }
  }

  /** Quotes only the scheme of a text: any part of the rest may be the password. */
  private static IllegalArgumentException invalid(String text) {
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.lookingAt()) {
      return new IllegalArgumentException(
          "expected a URL that begins with mqtt://, mqtts://, ws:// or wss:// (the text is not shown: it"
              + " may hold a password)");
    }
    String found = scheme.group();
    return new IllegalArgumentException(
        PAHO_SCHEMES.containsKey(found.replace("://", ""))
            ? "expected [user:password@]host[:port] after %s, user and password percent-encoded"
                    .formatted(found)
                + " (the rest of the URL is not shown: it may hold a password)"
            : "expected mqtt://, mqtts://, ws:// or wss://, found \"%s\"".formatted(found));
  }

  public boolean isTls() {
    return url.startsWith("ssl:") || url.startsWith("wss:");
  }

  public boolean isWebSocket() {
    return url.startsWith("ws");
  }

  /** Returns the path with its query; empty if there is none. */
  public String path() {
    return Objects.requireNonNullElse(parts().group("path"), "");
  }

  /**
   * Looks the address up, which may take a while.
   *
   * @throws UnknownHostException if there is none
   */
  public InetSocketAddress address() throws UnknownHostException {
    Matcher parts = parts();
    String host = parts.group("host").replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(
        InetAddress.getByName(host), Integer.parseInt(parts.group("port")));
  }

  private Matcher parts() {
    Matcher parts = SYNTAX.matcher(url);
    if (!parts.matches()) {
      throw new IllegalStateException("not a URL of parse()");
    }
    return parts;
  }

  /** Where the broker is, without credentials, nor a query that may hold a token. */
  @Override
  public String toString() {
    return url.replaceFirst("\\?.*", "");
  }
}
