package io.github.mqtttopicexporter;

import java.io.PrintStream;
import java.util.List;

/**
 * {@code --check-config}: tells the first mistake of the settings, or else all of the route files.
 */
final class CheckCommand {

  private final Invocation invocation;

  CheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Prints what it found; returns the exit code. */
  int run(PrintStream out, PrintStream err) {
    try (OfflineRoutes routes = new OfflineRoutes(invocation, null, true)) {
      List<StartFailure> mistakes = mistakes(routes);
      mistakes.forEach(mistake -> err.println(mistake.getMessage()));
      if (!mistakes.isEmpty()) {
        return 1;
      }
      routes.files().forEach(file -> out.println(file.path() + ": ok"));
      return 0;
    }
  }

  private List<StartFailure> mistakes(OfflineRoutes routes) {
    try {
      routes.start();
      return List.of();
    } catch (StartFailure first) {
      return routes.files().isEmpty() // the settings do not say which they are
          ? List.of(first)
          : new RouteCheck(files -> OfflineRoutes.check(invocation, files))
              .mistakes(routes.files());
    }
  }
}
