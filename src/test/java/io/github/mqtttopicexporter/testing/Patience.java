package io.github.mqtttopicexporter.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what other threads and processes do: that takes its time on a machine that is busy. */
public final class Patience {

  public static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  public static ConditionFactory await() {
    return Awaitility.await().atMost(LIMIT);
  }

  /** Waits for somebody who listens on this port of loopback. */
  public static void awaitListener(int port) {
    await().until(() -> isListenedTo(port));
  }

  private static boolean isListenedTo(int port) {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return connection.isConnected();
    } catch (IOException ignored) {
      return false;
    }
  }
}
