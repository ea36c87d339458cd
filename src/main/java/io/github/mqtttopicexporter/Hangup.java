package io.github.mqtttopicexporter;

import java.lang.reflect.Proxy;

/** The signal that tells a server to read its configuration again. */
final class Hangup {

  private Hangup() {}

  /**
   * Runs an action on every SIGHUP from now on, on a thread of the JVM. Does nothing on a system
   * without that signal.
   */
  static void handle(Runnable action) {
    try {
      // by reflection: javac warns of sun.misc in a way that cannot be suppressed
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (ReflectiveOperationException | IllegalArgumentException ignored) {
      // Windows has no SIGHUP
    }
  }
}
