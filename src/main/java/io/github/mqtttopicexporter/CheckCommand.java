package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.integration.OfflineRoutes;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.integration.RouteFiles;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.ApplicationProperties;
import io.github.mqtttopicexporter.settings.Home;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.web.WebConfigFile;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * {@code --check-config}: tells the first mistake of the settings and of the web configuration, or
 * else all of the route files.
 */
public final class CheckCommand {

  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final Home home;

  public CheckCommand(Map<String, String> flags, Map<String, String> environment, Home home) {
    this.flags = flags;
    this.environment = environment;
    this.home = home;
  }

  /** Prints what it found; returns the exit code. */
  public int run(PrintStream out, PrintStream err) {
    try {
      Settings settings = Settings.read(flags, environment, ApplicationProperties.read(home));
      settings.checkFiles();
      Exporter.requireJars(settings);
      settings.webConfigFile().map(WebConfigFile::new).ifPresent(WebConfigFile::check);
      List<RouteFile> files = RouteFiles.find(home, settings).read();
      List<Mistake> mistakes = OfflineRoutes.check(settings, files);
      mistakes.forEach(mistake -> err.println(mistake.getMessage()));
      if (!mistakes.isEmpty()) {
        return 1;
      }
      settings.webConfigFile().ifPresent(file -> out.println(file + ": ok"));
      files.forEach(file -> out.println(file.path() + ": ok"));
      return 0;
    } catch (Mistake first) {
      err.println(first.getMessage());
      return 1;
    }
  }
}
