package io.github.mqtttopicexporter.settings;

import io.github.mqtttopicexporter.credentials.PasswordFile;
import io.github.mqtttopicexporter.credentials.Pem;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.log.LogConfiguration;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.github.mqtttopicexporter.values.GoDuration;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the exporter was told, checked.
 *
 * @param server the broker, and the user; empty if none was named
 * @param passwordFile the password of the user, if {@code server} has none
 * @param tls for all brokers
 * @param kafkaBrokers host:port, separated by commas; empty if none was named
 * @param kafkaTopic where messages come from instead of {@code server}
 * @param properties all of {@code application.properties}, with the keys that are not ours
 */
public record Settings(
    Optional<BrokerUrl> server,
    Optional<PasswordFile> passwordFile,
    TlsFiles tls,
    List<TopicFilter> topics,
    Duration retainTime,
    boolean lastReceived,
    Duration maxBackoff,
    int qos,
    String clientId,
    int maxPacketSize,
    String kafkaBrokers,
    Optional<String> kafkaTopic,
    List<ListenAddress> listenAddresses,
    Optional<Path> webConfigFile,
    String telemetryPath,
    boolean enableLifecycle,
    int seriesLimit,
    int seriesLimitPerMetric,
    List<String> routes,
    boolean reloadRoutes,
    String logLevel,
    String logFormat,
    boolean demo,
    ApplicationProperties properties) {

  private static final int MIB = 1 << 20;

  /** No syntax of Vert.x, and nothing that a client or a server writes in another way. */
  private static final Pattern PATH =
      Pattern.compile("(?!/-/)(/|(/(?!\\.\\.?(/|$))[A-Za-z0-9._~-]+)+/?)");

  private static final List<TopicFilter> DEMO_TOPICS = List.of(new TopicFilter("/home/sensor/+"));

  /** Looks a setting up: flag before environment before file. */
  record Source(
      Map<String, String> flags,
      Map<String, String> environment,
      ApplicationProperties properties) {

    <T> T read(Setting setting, Function<String, T> parse) {
      String flag = flags.get(setting.key());
      if (flag != null) {
        return read(setting.flag(), flag, parse);
      }
      String variable = environment.getOrDefault(setting.name(), "");
      if (!variable.isEmpty()) {
        return read(setting.name() + " (environment)", variable, parse);
      }
      String value = properties.values().getOrDefault(setting.key(), "");
      return value.isEmpty()
          ? read(setting.flag(), setting.fallback, parse)
          : read(setting.key() + " (application.properties)", value, parse);
    }

    private static <T> T read(String where, String value, Function<String, T> parse) {
      try {
        return parse.apply(value);
      } catch (IllegalArgumentException e) {
        throw new Mistake(where, String.valueOf(e.getMessage()));
      }
    }

    boolean isOn(Setting setting) {
      return read(setting, Settings::trueOrFalse);
    }

    void requireNotBeside(Setting setting, Setting other) {
      if (!read(setting, String::isEmpty)
          && !read(other, text -> text.isEmpty() || text.equals("false"))) {
        throw new Mistake(
            setting.flag(), "expected no %s beside it, found one".formatted(other.flag()));
      }
    }

    void requireBeside(Setting setting, Setting other) {
      if (!read(setting, String::isEmpty) && read(other, String::isEmpty)) {
        throw new Mistake(
            setting.flag(), "expected %s beside it, found none".formatted(other.flag()));
      }
    }
  }

  /**
   * Reads all settings.
   *
   * @param flags the values given on the command line, by the keys of their settings
   * @param environment the variables of the process
   * @throws Mistake with the first one that is not as expected
   */
  public static Settings read(
      Map<String, String> flags,
      Map<String, String> environment,
      ApplicationProperties properties) {
    Source source = new Source(flags, environment, properties);
    boolean demo = source.isOn(Setting.DEMO);
    source.requireBeside(Setting.MQTT_PASSWORD_FILE, Setting.MQTT_USERNAME);
    source.requireBeside(Setting.KAFKA_TOPIC, Setting.KAFKA_BROKERS);
    source.requireNotBeside(Setting.KAFKA_TOPIC, Setting.MQTT_SERVER);
    source.requireNotBeside(Setting.KAFKA_TOPIC, Setting.DEMO);
    return new Settings(
        server(source),
        source.read(Setting.MQTT_PASSWORD_FILE, Settings::file).map(PasswordFile::new),
        tls(source),
        demo && !flags.containsKey(Setting.MQTT_TOPIC.key())
            ? DEMO_TOPICS
            : source.read(Setting.MQTT_TOPIC, Settings::filters),
        source.read(Setting.MQTT_RETAIN_TIME, GoDuration::parse),
        source.isOn(Setting.MQTT_LAST_RECEIVED),
        Duration.ofSeconds(source.read(Setting.MQTT_MAX_BACKOFF, number(1, 86_400))),
        source.read(Setting.MQTT_QOS, number(0, 2)),
        source.read(Setting.MQTT_CLIENT_ID, text -> text),
        source.read(
            Setting.MQTT_MAX_PACKET_SIZE,
            text ->
                text.isEmpty()
                    ? maxPacketSize(Runtime.getRuntime().maxMemory())
                    : number(1_024, 268_435_460).apply(text)),
        source.read(Setting.KAFKA_BROKERS, Settings::kafkaBrokers),
        source.read(Setting.KAFKA_TOPIC, Settings::kafkaTopic),
        source.read(Setting.WEB_LISTEN_ADDRESS, Settings::addresses),
        source.read(Setting.WEB_CONFIG_FILE, Settings::file),
        source.read(Setting.WEB_TELEMETRY_PATH, Settings::path),
        source.isOn(Setting.WEB_ENABLE_LIFECYCLE),
        source.read(Setting.SERIES_LIMIT, number(1, 100_000_000)),
        source.read(Setting.SERIES_LIMIT_PER_METRIC, number(1, 100_000_000)),
        source.read(Setting.ROUTES, Settings::split),
        source.isOn(Setting.ROUTES_RELOAD),
        source.read(Setting.LOG_LEVEL, LogConfiguration::checkLevel),
        source.read(Setting.LOG_FORMAT, LogConfiguration::checkFormat),
        demo,
        properties);
  }

  private static Optional<BrokerUrl> server(Source source) {
    Optional<BrokerUrl> server = source.read(Setting.MQTT_SERVER, Settings::broker);
    String userName = source.read(Setting.MQTT_USERNAME, text -> text);
    if (userName.isEmpty()) {
      return server;
    }
    if (server.filter(url -> url.userName() != null || url.password() != null).isPresent()) {
      throw new Mistake(
          Setting.MQTT_USERNAME.flag(),
          "expected no user and password in the URL of --mqtt.server beside it, found some");
    }
    return server.map(url -> url.withUserName(userName));
  }

  private static TlsFiles tls(Source source) {
    source.requireBeside(Setting.MQTT_CERT_FILE, Setting.MQTT_KEY_FILE);
    source.requireBeside(Setting.MQTT_KEY_FILE, Setting.MQTT_CERT_FILE);
    return new TlsFiles(
        source.read(Setting.MQTT_CA_FILE, Settings::file).orElse(null),
        source.read(Setting.MQTT_CERT_FILE, Settings::file).orElse(null),
        source.read(Setting.MQTT_KEY_FILE, Settings::file).orElse(null),
        source.isOn(Setting.MQTT_INSECURE_SKIP_VERIFY));
  }

  /**
   * Reads the files that each connection to a broker will read.
   *
   * @throws Mistake with the flag and the file of the first one that is not as expected
   */
  public void checkFiles() {
    check(Setting.MQTT_PASSWORD_FILE, () -> passwordFile.map(PasswordFile::read));
    check(Setting.MQTT_CA_FILE, tls::trust);
    check(
        Setting.MQTT_CERT_FILE,
        () -> Optional.ofNullable(tls.certificate()).map(Pem::read).map(Pem::certificates));
    check(Setting.MQTT_KEY_FILE, tls::keys);
  }

  private static void check(Setting setting, Callable<?> read) {
    try {
      read.call();
    } catch (Exception e) {
      throw new Mistake(setting.flag(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The broker.
   *
   * @throws Mistake if none was named
   */
  public BrokerUrl requireServer() {
    return server.orElseThrow(
        () ->
            new Mistake(
                "--mqtt.server",
                "expected the URL of a broker, found none (--demo brings its own)"));
  }

  private static Optional<BrokerUrl> broker(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(BrokerUrl.parse(text));
  }

  private static String kafkaBrokers(String text) {
    if (!text.matches("([^,\\s]+:\\d{1,5}(,\\s*(?!$)|$))*")) {
      throw new IllegalArgumentException(
          "expected host:port, split by commas, found \"" + text + "\"");
    }
    return text;
  }

  private static Optional<String> kafkaTopic(String text) {
    if (!text.matches("[A-Za-z0-9._-]{0,249}")) {
      throw new IllegalArgumentException(
          "expected a topic of Kafka, of letters, digits and ._-, found \"" + text + "\"");
    }
    return Optional.of(text).filter(topic -> !topic.isEmpty());
  }

  private static boolean trueOrFalse(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("expected true or false, found \"" + text + "\"");
    }
    return text.equals("true");
  }

  /** Returns the limit in bytes that fits a heap of so many bytes. */
  static int maxPacketSize(long heap) {
    return (int) Math.max(MIB, Math.min(16L * MIB, heap / 32));
  }

  private static List<TopicFilter> filters(String text) {
    return text.isEmpty() ? List.of() : split(text).stream().map(TopicFilter::forUri).toList();
  }

  private static List<ListenAddress> addresses(String text) {
    return split(text).stream().map(ListenAddress::parse).toList();
  }

  private static Optional<Path> file(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
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
    if (!PATH.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected a path such as /metrics, of letters, digits and ._~-, and not under /-/, found \""
              + text
              + "\"");
    }
    return text;
  }
}
