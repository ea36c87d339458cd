package io.github.mqtttopicexporter.settings;

import java.util.Locale;

/**
 * What can be set: by a flag such as {@code --mqtt.retain-time}, by an environment variable such as
 * {@code MQTT_RETAIN_TIME}, or by a key of {@code application.properties} such as {@code
 * mqtt.retain-time}.
 */
enum Setting {
  MQTT_SERVER(
      "URL", "", "Broker, such as mqtts://user:password@host:8883. Also mqtt, ws, wss. Required."),
  MQTT_USERNAME("NAME", "", "User name, if the URL of the broker has none."),
  MQTT_PASSWORD_FILE("FILE", "", "File with the password; read again at each connect."),
  MQTT_CA_FILE(
      "FILE", "", "Certificates (PEM) that sign those of brokers. Default: those of the JVM."),
  MQTT_CERT_FILE("FILE", "", "Certificate (PEM) of this client."),
  MQTT_KEY_FILE("FILE", "", "Its key (PEM), without a passphrase."),
  MQTT_INSECURE_SKIP_VERIFY("", "false", "Take any certificate for that of a broker."),
  MQTT_TOPIC(
      "FILTER",
      "",
      "Topic filter to subscribe to. Repeatable; commas split. Required, unless route files name"
          + " all topics."),
  MQTT_RETAIN_TIME("DURATION", "1m", "How long a series outlives its last message. 0 is for ever."),
  MQTT_LAST_RECEIVED("", "false", "Serve the time of the last message of each topic too."),
  MQTT_MAX_BACKOFF("SECONDS", "60", "Longest pause between attempts to connect."),
  MQTT_QOS("QOS", "0", "Quality of service to subscribe with: 0, 1 or 2."),
  MQTT_CLIENT_ID(
      "ID", "mqtt-topic-exporter", "Client id; a random suffix is added for each connection."),
  MQTT_MAX_PACKET_SIZE(
      "BYTES", "", "Largest message that is received. Default: 1/32 of the heap, of 1 to 16 MiB."),
  KAFKA_BROKERS("ADDRESSES", "", "Brokers of Kafka, such as host:9092; commas split."),
  KAFKA_TOPIC(
      "TOPIC", "", "Topic of Kafka that messages come from, instead of a broker of --mqtt.server."),
  WEB_LISTEN_ADDRESS("ADDRESS", ":9981", "Address to serve HTTP on. Repeatable; commas split."),
  WEB_CONFIG_FILE(
      "FILE", "", "TLS, passwords and headers of HTTP, in the format of Prometheus's exporters."),
  WEB_TELEMETRY_PATH("PATH", "/metrics", "Path to serve metrics under."),
  WEB_ENABLE_LIFECYCLE("", "false", "Reload the route files on POST /-/reload."),
  SERIES_LIMIT("COUNT", "200000", "Most series held, of all metrics together."),
  SERIES_LIMIT_PER_METRIC("COUNT", "100000", "Most series held of each metric."),
  ROUTES("PATTERN", "routes/*.camel.yaml", "Route files. Repeatable; commas split."),
  ROUTES_RELOAD(
      "",
      "true",
      "Reload the route files when they change. Default: true; --routes.reload=false turns it off."),
  LOG_LEVEL("LEVEL", "info", "debug, info, warn, error or fatal."),
  LOG_FORMAT(
      "FORMAT",
      "logger:stderr",
      "logger:stderr, logger:stdout, either with ?json=true, or"
          + " logger:syslog?appname=NAME&local=0..7."),
  DEMO("", "false", "Show living metrics of an embedded broker and a few made-up sensors.");

  /** What the value is, in a word for {@code --help}; empty for a flag that stands alone. */
  final String label;

  /** The value where none was given; empty where there is none. */
  final String fallback;

  /** What it does, for {@code --help}. */
  final String text;

  Setting(String label, String fallback, String text) {
    this.label = label;
    this.fallback = fallback;
    this.text = text;
  }

  /** The key of {@code application.properties}. */
  String key() {
    return this == WEB_CONFIG_FILE
        ? "web.config.file" // as all of Prometheus's exporters have it
        : name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
  }

  String flag() {
    return "--" + key();
  }

  boolean isRepeatable() {
    return this == MQTT_TOPIC || this == WEB_LISTEN_ADDRESS || this == ROUTES;
  }
}
