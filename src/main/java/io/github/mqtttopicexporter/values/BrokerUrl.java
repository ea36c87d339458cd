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
 * @param scheme one of Paho's own: tcp, ssl, ws or wss
 * @param path with its query; empty if there is none
 */
public record BrokerUrl(
    String scheme,
    String host,
    int port,
    String path,
    @Nullable String userName,
    @Nullable String password) {

  private static final Map<String, String> PAHO_SCHEMES =
      Map.of("mqtt", "tcp", "mqtts", "ssl", "tcp", "tcp", "ssl", "ssl", "ws", "ws", "wss", "wss");
  private static final Map<String, String> DEFAULT_PORTS =
      Map.of("tcp", "1883", "ssl", "8883", "ws", "80", "wss", "443");

  // java.net.URI refuses the underscores that Docker Compose puts into host names; a path has no @:
  // user:1/2@host is a password that is not encoded, not a host with a port and a path
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<scheme>[a-z]+)://((?<user>[^:@/]*)(:(?<password>[^@/]*))?@)?"
              + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?#\\[\\]\\s]+)(:(?<port>\\d{1,5}))?"
              + "(?<path>/[^@\\s]*)?");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z]+://");

  /**
   * Reads {@code scheme://user:password@host:port/path}; only a WebSocket has a path.
   *
   * @throws IllegalArgumentException if it is not a URL of a broker; the message quotes nothing but
   *     the scheme, since any part of the rest may be the password
   */
  public static BrokerUrl parse(String text) {
    Matcher start = SCHEME.matcher(text);
    if (!start.lookingAt()) {
      throw new IllegalArgumentException(
          "expected a URL that begins with mqtt://, mqtts://, ws:// or wss:// (the text is not shown: it"
              + " may hold a password)");
    }
    String scheme = PAHO_SCHEMES.get(start.group().replace("://", ""));
    if (scheme == null) {
      throw new IllegalArgumentException(
          "expected mqtt://, mqtts://, ws:// or wss://, found \"" + start.group() + "\"");
    }
    Matcher url = SYNTAX.matcher(text);
    if (url.matches()) {
      int port =
          Integer.parseInt(
              Objects.requireNonNullElse(url.group("port"), DEFAULT_PORTS.get(scheme)));
      String path = Objects.requireNonNullElse(url.group("path"), "");
      boolean pathFits = scheme.startsWith("ws") || path.length() <= 1;
      if (port >= 1 && port <= 65_535 && pathFits) {
        return new BrokerUrl(
            scheme,
            url.group("host"),
            port,
            scheme.startsWith("ws") ? path : "",
            decode(url.group("user")),
            decode(url.group("password")));
      }
    }
    throw new IllegalArgumentException(
        "expected [user:password@]host[:port] after %s, user and password percent-encoded"
                .formatted(start.group())
            + " (the rest of the URL is not shown: it may hold a password)");
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

  /** In Paho's own schemes, with its port, without credentials. */
  public String url() {
    return scheme + "://" + host + ":" + port + path;
  }

  /** The same broker for a user who has no password here. */
  public BrokerUrl withUserName(String name) {
    return new BrokerUrl(scheme, host, port, path, name, null);
  }

  public boolean isTls() {
    return scheme.equals("ssl") || scheme.equals("wss");
  }

  public boolean isWebSocket() {
    return scheme.startsWith("ws");
  }

  /**
   * Looks the address up, which may take a while.
   *
   * @throws UnknownHostException if there is none
   */
  public InetSocketAddress address() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** Where the broker is, without credentials, nor a query that may hold a token. */
  @Override
  public String toString() {
    return url()
        .replaceFirst("\\?.*", "")
        .replaceFirst("^tcp", "mqtt")
        .replaceFirst("^ssl", "mqtts");
  }
}
