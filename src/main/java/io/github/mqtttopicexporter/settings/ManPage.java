package io.github.mqtttopicexporter.settings;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The page for {@code man}, in roff, of what {@code --help} shows. */
final class ManPage {

  private final CommandSpec command;

  ManPage(CommandSpec command) {
    this.command = command;
  }

  @Override
  public String toString() {
    UsageMessageSpec usage = command.usageMessage();
    String description = text(usage.description());
    return String.format(
        Locale.ROOT,
        """
      .TH %1$S 1
      .SH NAME
      %1$s \\- %2$s
      .SH SYNOPSIS
      %3$s
      .SH DESCRIPTION
      Camel routes, in YAML files that you edit, say which message becomes which sample.
      .SH OPTIONS
      %4$s
      .PP
      %5$s
      .SH ENVIRONMENT
      .TP
      JAVA_HOME
      The JVM, if it is to be another than that of PATH; Java 17 or newer.
      .TP
      JAVA_OPTS
      Options of the JVM, instead of \\-Xmx128m \\-XX:TieredStopAtLevel=1.
      .SH FILES
      .TP
      application.properties
      The settings, in the working directory or, if there is none, beside the program.
      .TP
      routes/*.camel.yaml
      The route files, in the same places.
      .SH SIGNALS
      SIGHUP reloads the route files.
      .SH EXIT STATUS
      0 if a signal ended it, 1 for a mistake in a setting or a file, 2 for a mistake in a flag.
      """,
        roff(command.name()),
        roff(description.substring(0, 1).toLowerCase(Locale.ROOT) + description.substring(1)),
        roff(text(usage.customSynopsis())),
        command.options().stream()
            .filter(option -> !option.hidden())
            .map(ManPage::option)
            .collect(Collectors.joining("\n")),
        roff(text(usage.footer())));
  }

  private static String option(OptionSpec option) {
    String names =
        Stream.of(option.names())
            .map(name -> "\\fB" + roff(name) + "\\fR")
            .collect(Collectors.joining(", "));
    String label = option.arity().max() == 0 ? "" : " \\fI" + option.paramLabel() + "\\fR";
    return ".TP\n" + names + label + "\n" + roff(text(option.description()));
  }

  private static String text(String... lines) {
    return String.join(" ", lines).replace("%n", "").strip();
  }

  /** A dash by which a flag can be found and copied. */
  private static String roff(String text) {
    return text.replace("-", "\\-");
  }
}
