package io.github.mqtttopicexporter.web;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.values.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** The only values of these two. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "X-Content-Type-Options", List.of("nosniff"),
          "X-Frame-Options", List.of("deny", "sameorigin"));

  private static final String BCRYPT = "\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}";

  /**
   * Reads a web configuration, but none of the files that it names.
   *
   * @throws Mistake with the first part that is not as expected
   */
  static WebConfig parse(Path file, String text) {
    WebConfigYaml yaml = new WebConfigYaml(file, text);
    Map<String, String> headers = new LinkedHashMap<>();
    yaml.below("http_server_config.headers.")
        .forEach((name, value) -> headers.put(name, header(name, value)));
    Map<String, String> users = new LinkedHashMap<>();
    yaml.below(WebConfigYaml.USERS).forEach((name, hash) -> users.put(name, hash(name, hash)));
    return new WebConfig(
        TlsConfig.of(yaml),
        headers,
        users,
        yaml.text("rate_limit.interval")
            .map(value -> value.as(GoDuration::parse))
            .orElse(Duration.ZERO),
        yaml.text("rate_limit.burst").map(value -> value.as(WebConfig::burst)).orElse(0));
  }

  private static String header(String name, YamlText value) {
    if (value.text().chars().anyMatch(character -> character < ' ')) {
      throw value.mistake("expected one line, found several");
    }
    return HEADERS.containsKey(name) ? value.oneOf(HEADERS.get(name)) : value.text();
  }

  private static String hash(String user, YamlText hash) {
    if (!hash.text().matches(BCRYPT)) {
      throw hash.mistake(
          "expected the bcrypt hash of the password of %s, found none".formatted(user));
    }
    return hash.text();
  }

  private static int burst(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("expected a whole number, found another");
    }
    return Integer.parseInt(text);
  }

  /** No hash. */
  @Override
  public String toString() {
    return "users " + users.keySet();
  }
}
