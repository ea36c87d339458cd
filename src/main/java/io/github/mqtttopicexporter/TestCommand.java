package io.github.mqtttopicexporter;

import io.github.mqtttopicexporter.exposition.Scrape;
import io.github.mqtttopicexporter.integration.OfflineRoutes;
import io.github.mqtttopicexporter.integration.RouteFile;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mqtt.OfflineMessages;
import io.github.mqtttopicexporter.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Route;

/**
 * {@code --test TOPIC PAYLOAD}: shows what the routes make of one message, without a broker. The
 * payload {@code -} is read from standard input.
 */
final class TestCommand {

  /** Routes that begin in another way would do more than the message asks for. */
  private static final Set<String> STARTED = Set.of("paho", "paho-mqtt5", "direct");

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 10;

  private final Settings settings;
  private final List<RouteFile> files;

  TestCommand(Settings settings, List<RouteFile> files) {
    this.settings = settings;
    this.files = files;
  }

  /**
   * Prints the lines that the message makes to one stream, and why there are none to the other.
   *
   * @return the exit code: 0 if there are lines, or none was to be, and nothing was rejected
   */
  int run(String topic, String payload, InputStream in, PrintStream out, PrintStream err) {
    try (OfflineRoutes routes = OfflineRoutes.load(settings, files)) {
      for (Route route : routes.context().getRoutes()) {
        if (STARTED.contains(route.getEndpoint().getEndpointUri().replaceFirst(":.*", ""))) {
          routes.context().getRouteController().startRoute(route.getId());
        }
      }
      byte[] bytes = bytes(payload, in);
      List<String> taken = OfflineMessages.deliver(routes.context(), topic, bytes);
      awaitTheEnd(routes);
      List<String> lines = lines(routes);
      lines.forEach(out::println);
      routes.rejections().forEach(err::println);
      if (taken.isEmpty()) {
        err.printf(
            "no route subscribes to %s: looked in %s%n",
            topic,
            files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", ")));
      } else if (bytes.length == 0) {
        err.println("an empty message deletes the series that came from " + topic);
        return 0;
      } else if (lines.isEmpty() && routes.rejections().isEmpty()) {
        err.println(String.join(", ", taken) + ": took the message, and made no sample of it");
      }
      return lines.isEmpty() || !routes.rejections().isEmpty() ? 1 : 0;
    } catch (Mistake e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Mistake("--test", String.valueOf(e.getMessage()));
    } catch (Exception e) {
      throw new Mistake("--test", e.toString());
    }
  }

  /** A route may go on in another thread, after a delay for one. */
  private static void awaitTheEnd(OfflineRoutes routes) throws InterruptedException {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (routes.context().getInflightRepository().size() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static byte[] bytes(String payload, InputStream in) throws IOException {
    return payload.equals("-") ? in.readAllBytes() : payload.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> lines(OfflineRoutes routes) {
    return Scrape.series(routes.series()).lines().toList();
  }
}
