package io.github.mqtttopicexporter.testing;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;

/** Asks an exporter, or a Prometheus, over HTTP. */
public record Scraper(String baseUrl) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private HttpResponse<String> send(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofMinutes(1)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The status code, or -1 while nothing answers. */
  public int status(String path) throws InterruptedException {
    try {
      return send(path).statusCode();
    } catch (IOException ignored) {
      return -1;
    }
  }

  public String get(String path) {
    try {
      return send(path).body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a scrape says of messages: not what it says of the process, nor what is not counted. */
  public static String ofMessages(String scrape) {
    return scrape
        .lines()
        .filter(line -> !line.matches("(# (HELP|TYPE) )?(jvm|process)_.*|# .* mqtt_exporter_.*"))
        .filter(
            line ->
                !line.startsWith("mqtt_exporter_")
                    || (line.startsWith("mqtt_exporter_messages_rejected")
                        && !line.endsWith(" 0.0")))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  public void awaitReady() {
    await().until(() -> status("/-/ready") == 200);
  }

  public void awaitLine(String line) {
    await().untilAsserted(() -> assertThat(get("/metrics").lines()).contains(line));
  }
}
