package io.github.mqtttopicexporter.testing;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

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

  public void awaitReady() {
    await().until(() -> status("/-/ready") == 200);
  }

  public void awaitLine(String line) {
    await().untilAsserted(() -> assertThat(get("/metrics").lines()).contains(line));
  }
}
