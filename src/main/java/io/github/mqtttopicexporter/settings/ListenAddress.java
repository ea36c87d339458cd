package io.github.mqtttopicexporter.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address that HTTP is served on: {@code :port}, {@code host:port} or {@code [v6]:port}. */
public record ListenAddress(String host, int port) {

  private static final Pattern SYNTAX =
      Pattern.compile("(\\[(?<v6>[0-9a-fA-F:.%]+)]|(?<host>[^:\\[\\]]*)):(?<port>\\d{1,5})");

  /** Binds IPv4 and IPv6 alike where both are there. */
  private static final String ANY = "0.0.0.0";

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with what was expected and what was found
   */
  static ListenAddress parse(String text) {
    Matcher address = SYNTAX.matcher(text);
    if (!address.matches() || Integer.parseInt(address.group("port")) > 65_535) {
      throw new IllegalArgumentException(
          "expected :port, host:port or [v6]:port, found \"" + text + "\"");
    }
    String host = address.group("v6") != null ? address.group("v6") : address.group("host");
    return new ListenAddress(host.isEmpty() ? ANY : host, Integer.parseInt(address.group("port")));
  }

  @Override
  public String toString() {
    return (host.equals(ANY) ? "" : host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
