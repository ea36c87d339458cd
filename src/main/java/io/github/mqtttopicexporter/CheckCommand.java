package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.integration.OfflineRoutes;
import io.github.mqtttopicexporter.integration.RouteCheck;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.settings.Invocation;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code --check-config}: tells the first mistake of the settings, or else all of the route files.
 */
public final class CheckCommand {

  private final Invocation invocation;

  public CheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Prints what it found; returns the exit code. */
  public int run(PrintStream out, PrintStream err) {
    try (OfflineRoutes routes = new OfflineRoutes(invocation, null, true)) {
      List<Mistake> mistakes = mistakes(routes);
      mistakes.forEach(mistake -> err.println(mistake.getMessage()));
      if (!mistakes.isEmpty()) {
        return 1;
      }
      routes.files().forEach(file -> out.println(file.path() + ": ok"));
      return 0;
    }
  }

  private List<Mistake> mistakes(OfflineRoutes routes) {
    try {
      routes.start();
      return List.of();
    } catch (Mistake first) {
      return routes.files().isEmpty() // the settings do not say which they are
          ? List.of(first)
          : new RouteCheck(files -> OfflineRoutes.check(invocation, files))
              .mistakes(routes.files());
    }
  }
}
