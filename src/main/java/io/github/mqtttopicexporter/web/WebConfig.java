package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.values.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A web configuration in the <a
 * href="https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md">format
 * of Prometheus's exporters</a>.
 *
 * @param tls empty if HTTP is plain
 * @param headers of every response
 * @param users the bcrypt hash of the password of each; everybody may ask if there is none
 * @param interval between two requests, of which {@code burst} may come at once; 0 if any may come
 */
record WebConfig(
    Optional<TlsConfig> tls,
    Map<String, String> headers,
    Map<String, String> users,
    Duration interval,
    int burst) {

  /** The headers that may be set; any value if there is none. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Content-Security-Policy", List.of(),
          "Strict-Transport-Security", List.of(),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-Frame-Options", List.of("deny", "sameorigin"),
          "X-XSS-Protection", List.of());

  private static final String BCRYPT = "\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}";

  /**
   * Reads a web configuration, but none of the files that it names.
   *
   * @throws Mistake with the first part that is not as expected
   */
  static WebConfig parse(Path file, String text) {
    YamlMapping root =
        YamlMapping.read(
            file,
            text,
            Set.of("tls_server_config", "http_server_config", "basic_auth_users", "rate_limit"));
    YamlMapping http = root.mapping("http_server_config", Set.of("http2", "headers"));
    YamlMapping rate = root.mapping("rate_limit", Set.of("interval", "burst"));
    return new WebConfig(
        TlsConfig.of(
            root.mapping("tls_server_config", TlsConfig.KEYS), file, http.flag("http2", true)),
        headers(http.mapping("headers", HEADERS.keySet())),
        users(root.mapping("basic_auth_users")),
        rate.text("interval").map(value -> value.as(GoDuration::parse)).orElse(Duration.ZERO),
        rate.text("burst").map(value -> value.as(WebConfig::burst)).orElse(0));
  }

  private static Map<String, String> headers(YamlMapping given) {
    Map<String, String> headers = new LinkedHashMap<>();
    given
        .texts()
        .forEach(
            (name, value) -> {
              List<String> values = HEADERS.getOrDefault(name, List.of());
              if (value.text().chars().anyMatch(character -> character < ' ')) {
                throw value.mistake("expected one line as " + name + ", found several");
              }
              if (!value.text().isEmpty()) {
                headers.put(name, values.isEmpty() ? value.text() : value.oneOf(values));
              }
            });
    return headers;
  }

  private static Map<String, String> users(YamlMapping given) {
    Map<String, String> users = new LinkedHashMap<>();
    given
        .texts()
        .forEach(
            (user, hash) -> {
              if (!hash.text().matches(BCRYPT)) {
                throw hash.mistake(
                    "expected the bcrypt hash of the password of %s, found none".formatted(user));
              }
              users.put(user, hash.text());
            });
    return users;
  }

  private static int burst(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("expected a whole number as burst, found another");
    }
    return Integer.parseInt(text);
  }

  /** No hash. */
  @Override
  public String toString() {
    return "users " + users.keySet();
  }
}
