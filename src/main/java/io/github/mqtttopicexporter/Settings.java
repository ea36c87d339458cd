package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.paho.TopicFilter;
import io.github.mqtttopicexporter.prometheus.GoDuration;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the exporter was told, checked. */
record Settings(
    BrokerUrl server,
    List<TopicFilter> topics,
    Duration retainTime,
    Duration maxBackoff,
    int qos,
    String clientId,
    ListenAddress listenAddress,
    String telemetryPath,
    List<String> routes,
    String logLevel,
    String logFormat) {

  /** Where a setting was found, and what it says. */
  private record Found(String where, String value) {}

  /** Looks a setting up: flag before environment before file. */
  static final class Source {

    private final Map<String, String> flags;
    private final Map<String, String> environment;
    private final Function<String, Optional<String>> file;

    Source(
        Map<String, String> flags,
        Map<String, String> environment,
        Function<String, Optional<String>> file) {
      this.flags = flags;
      this.environment = environment;
      this.file = file;
    }

    private @Nullable Found find(String name) {
      String flag = flags.get(name);
      if (flag != null) {
        return new Found("--" + name, flag);
      }
      String variable = name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
      String value = environment.get(variable);
      if (value != null && !value.isEmpty()) {
        return new Found(variable + " (environment)", value);
      }
      return file.apply(name)
          .filter(v -> !v.isEmpty())
          .map(v -> new Found(name + " (application.properties)", v))
          .orElse(null);
    }

    /** The text of a setting, or nothing if it was not given. */
    Optional<String> get(String name) {
      return Optional.ofNullable(find(name)).map(Found::value);
    }

    /** A setting as {@code parse} reads it; {@code fallback} is read if it was not given. */
    private <T> T read(String name, String fallback, Function<String, T> parse) {
      Found found = Objects.requireNonNullElse(find(name), new Found("--" + name, fallback));
      try {
        return parse.apply(found.value());
      } catch (IllegalArgumentException e) {
        throw new StartFailure(found.where(), String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Reads all settings.
   *
   * @throws StartFailure with the first one that is not as expected
   */
  static Settings read(Source source) {
    if (source.get("mqtt.server").isEmpty()) {
      throw new StartFailure(
          "--mqtt.server", "expected the URL of a broker, found none (--demo brings its own)");
    }
    return new Settings(
        source.read("mqtt.server", "", BrokerUrl::parse),
        source.read("mqtt.topic", "", Settings::filters),
        source.read("mqtt.retain-time", "1m", GoDuration::parse),
        Duration.ofSeconds(source.read("mqtt.max-backoff", "60", number(1, 86_400))),
        source.read("mqtt.qos", "0", number(0, 2)),
        source.read("mqtt.client-id", "mqtt-topic-exporter", Function.identity()),
        source.read("web.listen-address", ":9981", ListenAddress::parse),
        source.read("web.telemetry-path", "/metrics", Settings::path),
        source.read("routes", "routes/*.camel.yaml", Settings::split),
        source.read("log.level", "info", LogConfiguration::checkLevel),
        source.read("log.format", "logger:stderr", LogConfiguration::checkFormat));
  }

  private static List<TopicFilter> filters(String text) {
    return text.isEmpty() ? List.of() : split(text).stream().map(TopicFilter::new).toList();
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private static Function<String, Integer> number(int min, int max) {
    return text -> {
      if (text.matches("\\d{1,9}")) {
        int value = Integer.parseInt(text);
        if (value >= min && value <= max) {
          return value;
        }
      }
      throw new IllegalArgumentException(
          "expected a whole number of %d to %d, found \"%s\"".formatted(min, max, text));
    };
  }

  private static String path(String text) {
    if (!text.matches("/[^?#{}*\\s]*")) {
      throw new IllegalArgumentException(
          "expected a path such as /metrics, found \"" + text + "\"");
    }
    return text;
  }
}
