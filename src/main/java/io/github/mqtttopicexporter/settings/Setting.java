package io.github.mqtttopicexporter.settings;

import java.util.Locale;

/** What can be set: by a flag, by an environment variable, or in {@code application.properties}. */
public enum Setting {
  MQTT_SERVER(
      "mqtt.server",
      "URL",
      "",
      "Broker, such as mqtts://user:password@host:8883. Also mqtt, ws, wss. Required."),
  MQTT_TOPIC(
      "mqtt.topic",
      "FILTER",
      "",
      "Topic filter to subscribe to. Repeatable; commas split. Required, unless route files name"
          + " all topics."),
  MQTT_RETAIN_TIME(
      "mqtt.retain-time",
      "DURATION",
      "1m",
      "How long a series outlives its last message. 0 is for ever."),
  MQTT_MAX_BACKOFF(
      "mqtt.max-backoff", "SECONDS", "60", "Longest pause between attempts to connect."),
  MQTT_QOS("mqtt.qos", "QOS", "0", "Quality of service to subscribe with: 0, 1 or 2."),
  MQTT_CLIENT_ID(
      "mqtt.client-id",
      "ID",
      "mqtt-topic-exporter",
      "Client id; a random suffix is added for each connection."),
  MQTT_MAX_PACKET_SIZE(
      "mqtt.max-packet-size",
      "BYTES",
      "",
      "Largest message that is received. Default: 1/32 of the heap, of 1 to 16 MiB."),
  WEB_LISTEN_ADDRESS("web.listen-address", "ADDRESS", ":9981", "Address to serve HTTP on."),
  WEB_TELEMETRY_PATH("web.telemetry-path", "PATH", "/metrics", "Path to serve metrics under."),
  WEB_ENABLE_LIFECYCLE(
      "web.enable-lifecycle", "", "false", "Reload the route files on POST /-/reload."),
  SERIES_LIMIT("series.limit", "COUNT", "200000", "Most series held, of all metrics together."),
  SERIES_LIMIT_PER_METRIC(
      "series.limit-per-metric", "COUNT", "100000", "Most series held of each metric."),
  ROUTES("routes", "PATTERN", "routes/*.camel.yaml", "Route files. Repeatable; commas split."),
  ROUTES_RELOAD(
      "routes.reload",
      "",
      "true",
      "Reload the route files when they change. Default: true; --routes.reload=false turns it off."),
  LOG_LEVEL("log.level", "LEVEL", "info", "debug, info, warn, error or fatal."),
  LOG_FORMAT(
      "log.format",
      "FORMAT",
      "logger:stderr",
      "logger:stderr, logger:stdout, either with ?json=true, or"
          + " logger:syslog?appname=NAME&local=0..7."),
  DEMO("demo", "", "false", "Show living metrics of an embedded broker and a few made-up sensors.");

  private final String key;
  private final String label;
  private final String fallback;
  private final String text;

  Setting(String key, String label, String fallback, String text) {
    this.key = key;
    this.label = label;
    this.fallback = fallback;
    this.text = text;
  }

  /** The key of {@code application.properties}. */
  public String key() {
    return key;
  }

  String flag() {
    return "--" + key;
  }

  String environmentVariable() {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** What the value is, in a word for {@code --help}. */
  String label() {
    return label;
  }

  /** Whether its flag stands alone, for true. */
  boolean isSwitch() {
    return label.isEmpty();
  }

  boolean isRepeatable() {
    return this == MQTT_TOPIC || this == ROUTES;
  }

  /** The value where none was given; empty where there is none. */
  String fallback() {
    return fallback;
  }

  /** What it does, for {@code --help}. */
  String text() {
    return text;
  }
}
