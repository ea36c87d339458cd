package io.github.mqtttopicexporter;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The command line: its syntax, and the values that were given on it. */
@Command(
    name = "mqtt-topic-exporter",
    description = "Serves the last number published on each MQTT topic to Prometheus.%n",
    customSynopsis = "Usage: mqtt-topic-exporter --mqtt.server=URL --mqtt.topic=FILTER [FLAG]...",
    synopsisHeading = "",
    descriptionHeading = "%n",
    sortOptions = false,
    usageHelpAutoWidth = true,
    footer = {
      "",
      "Each flag is also an environment variable (--mqtt.server is MQTT_SERVER) and a key of"
          + " application.properties (mqtt.server). A flag goes before the environment, the"
          + " environment before the file."
    })
@SuppressWarnings("UnusedVariable") // picocli reads the fields
final class Flags {

  @Option(
      names = "--mqtt.server",
      paramLabel = "URL",
      description =
          "Broker, such as mqtts://user:password@host:8883. Also mqtt, ws, wss. Required.")
  private List<String> server = List.of();

  @Option(
      names = "--mqtt.topic",
      paramLabel = "FILTER",
      description =
          "Topic filter to subscribe to. Repeatable; commas split. Required, unless route files"
              + " name all topics.")
  private List<String> topic = List.of();

  @Option(
      names = "--mqtt.retain-time",
      paramLabel = "DURATION",
      description = "How long a series outlives its last message. 0 is for ever. Default: 1m")
  private List<String> retainTime = List.of();

  @Option(
      names = "--mqtt.max-backoff",
      paramLabel = "SECONDS",
      description = "Longest pause between attempts to connect. Default: 60")
  private List<String> maxBackoff = List.of();

  @Option(
      names = "--mqtt.qos",
      paramLabel = "QOS",
      description = "Quality of service to subscribe with: 0, 1 or 2. Default: 0")
  private List<String> qos = List.of();

  @Option(
      names = "--mqtt.client-id",
      paramLabel = "ID",
      description =
          "Client id; a random suffix is added for each connection. Default: mqtt-topic-exporter")
  private List<String> clientId = List.of();

  @Option(
      names = "--web.listen-address",
      paramLabel = "ADDRESS",
      description = "Address to serve HTTP on. Default: :9981")
  private List<String> listenAddress = List.of();

  @Option(
      names = "--web.telemetry-path",
      paramLabel = "PATH",
      description = "Path to serve metrics under. Default: /metrics")
  private List<String> telemetryPath = List.of();

  @Option(
      names = "--routes",
      paramLabel = "PATTERN",
      description = "Route files. Repeatable; commas split. Default: routes/*.camel.yaml")
  private List<String> routes = List.of();

  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      description = "debug, info, warn, error or fatal. Default: info")
  private List<String> logLevel = List.of();

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      description =
          "logger:stderr, logger:stdout, either with ?json=true, or"
              + " logger:syslog?appname=NAME&local=0..7. Default: logger:stderr")
  private List<String> logFormat = List.of();

  @Option(
      names = "--demo",
      description = "Show living metrics of an embedded broker and a few made-up sensors.")
  private boolean demo;

  @Option(names = "--version", description = "Print the version.")
  private boolean version;

  @Option(
      names = {"--help", "-h"},
      description = "Print this help.")
  private boolean help;

  private final Map<String, String> values = new LinkedHashMap<>();

  private Flags() {}

  /**
   * Reads a command line as Go's flag package does: one dash or two, the value after an equals sign
   * or a space, the last of several values wins where one is wanted.
   *
   * @throws StartFailure with the flag at fault
   */
  static Flags parse(String... args) {
    Flags flags = new Flags();
    CommandLine commandLine = commandLine(flags);
    try {
      commandLine.parseArgs(withTwoDashes(commandLine, args)).matchedOptions().forEach(flags::put);
    } catch (CommandLine.UnmatchedArgumentException e) {
      String argument = e.getUnmatched().get(0).replaceFirst("(?s)=.*", "");
      // what is no flag may be a URL with its password
      throw StartFailure.usage(
          argument.startsWith("-")
              ? argument + ": expected a flag, found an unknown one"
              : "expected a flag, found a value without one");
    } catch (CommandLine.ParameterException e) {
      throw StartFailure.usage(String.valueOf(e.getMessage()));
    }
    return flags;
  }

  /** Prints what the flags are. */
  static void printHelp(PrintStream out) {
    commandLine(new Flags()).usage(out);
  }

  /** All flags by their names. */
  static List<String> names() {
    return commandLine(new Flags()).getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .toList();
  }

  private static CommandLine commandLine(Flags flags) {
    return new CommandLine(flags).setOverwrittenOptionsAllowed(true).setExpandAtFiles(false);
  }

  private static String[] withTwoDashes(CommandLine commandLine, String... args) {
    String[] result = args.clone();
    for (int i = 0; i < result.length; i++) {
      String name = result[i].replaceFirst("(?s)=.*", "");
      if (commandLine.getCommandSpec().optionsMap().containsKey("-" + name)) {
        result[i] = "-" + result[i];
      }
    }
    return result;
  }

  private void put(OptionSpec option) {
    String name = option.longestName().substring(2);
    if (option.getValue() instanceof List<?> given) {
      boolean repeatable = name.equals("mqtt.topic") || name.equals("routes");
      values.put(
          name,
          repeatable
              ? String.join(",", given.stream().map(Object::toString).toList())
              : given.get(given.size() - 1).toString());
    } else {
      values.put(name, "true");
    }
  }

  /** The values given, by the name of their property. */
  Map<String, String> values() {
    return values;
  }

  boolean isHelp() {
    return help;
  }

  boolean isVersion() {
    return version;
  }

  boolean isDemo() {
    return demo;
  }
}
