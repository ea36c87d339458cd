package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.integration.OfflineRoutes;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.OfflineMessages;
import io.github.mqtttopicexporter.settings.Settings;
import io.github.mqtttopicexporter.values.GoDuration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code --test TOPIC PAYLOAD} or {@code --test FILE}: shows what the routes make of messages,
 * without a broker. A {@code -} in the place of the payload or the file is standard input.
 */
final class TestCommand {

  private static final String RETAINED = "+retained\t";

  private final Settings settings;
  private final List<RouteFile> files;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  private boolean sent;
  private boolean rejected;
  private boolean deleted;

  /** Where the message stands that the routes have now, if in a file. */
  private volatile String line = "";

  /** The routes that took a message. */
  private final Set<String> taken = new LinkedHashSet<>();

  TestCommand(
      Settings settings, List<RouteFile> files, InputStream in, PrintStream out, PrintStream err) {
    this.settings = settings;
    this.files = files;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /**
   * Prints what the routes would send and the lines that the messages make, and to the other stream
   * why a message makes none.
   *
   * @param messages the values of the flag
   * @return the exit code: 0 if no message was rejected, and one made something or was to delete
   */
  int run(List<String> messages) {
    try (OfflineRoutes routes = OfflineRoutes.start(settings, files, this::sent, this::rejected)) {
      if (messages.size() == 1) {
        deliverFile(routes, messages.get(0));
      } else {
        deliver(routes, messages.get(0), payload(messages.get(1)), false);
      }
      List<String> lines = Scrape.series(routes.series()).lines().toList();
      lines.forEach(out::println);
      if (lines.isEmpty() && !sent && !rejected && !deleted) {
        rejected(String.join(", ", taken) + ": took the message, and made no sample of it");
      }
      return rejected ? 1 : 0;
    } catch (IOException e) {
      throw Mistake.unreadable(Path.of(messages.get(0)), e);
    } catch (IllegalArgumentException e) {
      throw new Mistake("--test", String.valueOf(e.getMessage()));
    }
  }

  private synchronized void sent(String line) {
    sent = true;
    out.println(line);
  }

  private synchronized void rejected(String why) {
    rejected = true;
    err.println(line + why);
  }

  private byte[] payload(String text) throws IOException {
    return text.equals("-") ? in.readAllBytes() : text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Each line is a topic, a tab and a payload, with the escapes of a Java string; {@code +retained}
   * and a tab before them have it come as a retained message. {@code +5m} lets time pass. Lines
   * that are empty or begin with {@code #} say nothing.
   */
  private void deliverFile(OfflineRoutes routes, String file) throws IOException {
    String text =
        file.equals("-")
            ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
            : Files.readString(Path.of(file));
    int number = 0;
    for (String message : text.lines().toList()) {
      String place = file + ":" + ++number;
      line = place + ": ";
      try {
        deliverLine(routes, message);
      } catch (IllegalArgumentException e) {
        throw new Mistake(place, String.valueOf(e.getMessage()));
      }
    }
    line = "";
  }

  private void deliverLine(OfflineRoutes routes, String line) {
    boolean retained = line.startsWith(RETAINED);
    String message = retained ? line.substring(RETAINED.length()) : line;
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    if (message.startsWith("+")) {
      routes.advance(GoDuration.parse(message.substring(1)));
      return;
    }
    String[] parts = message.split("\t", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException("expected a topic, a tab and a payload, found no tab");
    }
    byte[] payload = parts[1].translateEscapes().getBytes(StandardCharsets.UTF_8);
    deliver(routes, parts[0].translateEscapes(), payload, retained);
  }

  private void deliver(OfflineRoutes routes, String topic, byte[] payload, boolean retained) {
    List<String> routeIds = OfflineMessages.deliver(routes.context(), topic, payload, retained);
    taken.addAll(routeIds);
    if (routeIds.isEmpty()) {
      rejected(
          "no route subscribes to %s: the filters are %s"
              .formatted(topic, String.join(", ", OfflineMessages.topicFilters(routes.context()))));
    }
    if (payload.length == 0) {
      deleted = true;
      err.println("an empty message deletes the series that came from " + topic);
    }
    routes.awaitExchanges();
  }
}
