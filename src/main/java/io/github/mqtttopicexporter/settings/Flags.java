package io.github.mqtttopicexporter.settings;

import io.github.mqtttopicexporter.mistakes.Mistake;
import java.io.File;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line: its syntax, and the values that were given on it. */
public final class Flags {

  private static final String CHECK = "--check-config";
  private static final String TEST = "--test";
  private static final String VERSION = "--version";
  private static final String HELP = "--help";

  // as kingpin has them, by which Prometheus's exporters read their flags
  private static final String MAN_PAGE = "--help-man";
  private static final String COMPLETION = "--completion-script-bash";

  private final ParseResult given;

  private Flags(ParseResult given) {
    this.given = given;
  }

  /**
   * Reads a command line as Go's flag package does: one dash or two, the value after an equals sign
   * or a space, the last of several values wins where one is wanted.
   *
   * @throws Mistake with the flag at fault
   */
  public static Flags parse(String... args) {
    CommandLine commandLine = commandLine();
    try {
      return new Flags(commandLine.parseArgs(withTwoDashes(commandLine, args)));
    } catch (CommandLine.UnmatchedArgumentException e) {
      String argument = e.getUnmatched().get(0).replaceFirst("(?s)=.*", "");
      if (argument.matches("--?web.systemd-socket")) { // of Prometheus's exporters
        throw Mistake.usage(
            argument + ": a JVM takes no socket of systemd, use --web.listen-address");
      }
      // what is no flag may be a URL with its password
      throw Mistake.usage(
          argument.startsWith("-")
              ? argument + ": expected a flag, found an unknown one"
              : "expected a flag, found a value without one");
    } catch (CommandLine.ParameterException e) {
      throw Mistake.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Prints what the flags are. */
  public static void printHelp(PrintStream out) {
    commandLine().usage(out);
  }

  /** Prints the page for man, in roff. */
  public static void printManPage(PrintStream out) {
    out.print(new ManPage(commandLine().getCommandSpec()));
  }

  /** Prints the script by which bash completes the flags. */
  public static void printCompletion(PrintStream out) {
    CommandLine commandLine = commandLine();
    out.print(AutoComplete.bash(commandLine.getCommandName(), commandLine));
  }

  /** Not by annotations, the reading of which would be a tenth of the start. */
  private static CommandLine commandLine() {
    CommandSpec spec = CommandSpec.create().name("mqtt-topic-exporter");
    for (Setting setting : Setting.values()) {
      boolean hasDefault = !setting.label.isEmpty() && !setting.fallback.isEmpty();
      String text = setting.text + (hasDefault ? " Default: " + setting.fallback : "");
      spec.addOption(option(setting.label, text, setting.flag()));
    }
    spec.addOption(
        option(
            "",
            "Tell the first mistake of the settings and the web configuration, or all of the route"
                + " files, and end.",
            CHECK));
    spec.addOption(
        option(
            "TOPIC PAYLOAD|FILE",
            "Print what the routes make of one message, or of those of a file, without a broker,"
                + " and end. A payload or a file of - is standard input.",
            TEST));
    spec.addOption(option("", "Print the version.", VERSION));
    spec.addOption(option("", "Print this help.", HELP, "-h"));
    spec.addOption(hidden(MAN_PAGE));
    spec.addOption(hidden(COMPLETION));
    spec.usageMessage()
        .synopsisHeading("Usage: ")
        .customSynopsis("mqtt-topic-exporter --mqtt.server=URL --mqtt.topic=FILTER [FLAG]...")
        .descriptionHeading("%n")
        .description("Serves the last number published on each MQTT topic to Prometheus.%n")
        .sortOptions(false)
        .autoWidth(true)
        .footer(
            "",
            "Each flag that sets something is also an environment variable (--mqtt.server is"
                + " MQTT_SERVER) and a key of application.properties (mqtt.server). A flag goes"
                + " before the environment, the environment before the file.");
    return new CommandLine(spec).setOverwrittenOptionsAllowed(true).setExpandAtFiles(false);
  }

  /** A flag with a value for each word of its label, or one that stands alone. */
  private static OptionSpec option(String label, String text, String... names) {
    OptionSpec.Builder option = OptionSpec.builder(names).description(text);
    return label.isEmpty()
        ? option.type(boolean.class).build()
        : option
            .type(List.class)
            .auxiliaryTypes(label.equals("FILE") ? File.class : String.class) // for completion
            .arity(names[0].equals(TEST) ? "1..2" : "1")
            .paramLabel(label)
            .hideParamSyntax(true)
            .build();
  }

  private static OptionSpec hidden(String name) {
    return OptionSpec.builder(name).type(boolean.class).hidden(true).build();
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

  /** The settings given, by the name of their property. */
  public Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    for (Setting setting : Setting.values()) {
      if (given.hasMatchedOption(setting.flag())) {
        List<String> texts = given.matchedOption(setting.flag()).stringValues();
        values.put(
            setting.key(),
            setting.isRepeatable() ? String.join(",", texts) : texts.get(texts.size() - 1));
      }
    }
    return values;
  }

  private boolean isGiven(String flag) {
    return given.matchedOptionValue(flag, false);
  }

  public boolean isCheck() {
    return isGiven(CHECK);
  }

  /** The topic and the payload of {@code --test}, or its file; empty if it was not given. */
  public List<String> test() {
    return given.matchedOptionValue(TEST, List.of());
  }

  public boolean isHelp() {
    return isGiven(HELP);
  }

  public boolean isManPage() {
    return isGiven(MAN_PAGE);
  }

  public boolean isCompletion() {
    return isGiven(COMPLETION);
  }

  public boolean isVersion() {
    return isGiven(VERSION);
  }
}
