package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The options that say which broker, and as whom, as they are written.
 *
 * @param serverUris brokers that stand in for each other, with commas between
 * @param webSocketHeaders which may hold a token
 */
record Broker(
    @Nullable String url,
    @Nullable String serverUris,
    @Nullable String userName,
    @Nullable String password,
    @Nullable Map<?, ?> webSocketHeaders) {

  static Broker of(BrokerUrl server) {
    return new Broker(server.url(), null, server.userName(), server.password(), null);
  }

  /**
   * What to connect to: this broker, with its own credentials and no others, or else the main one.
   *
   * @throws IllegalArgumentException with what was expected and what was found, without credentials
   */
  Broker orElse(Broker main) {
    return isNamed()
        ? read()
        : new Broker(
                main.url,
                main.serverUris,
                userName == null ? main.userName : userName,
                password == null ? main.password : password,
                webSocketHeaders == null ? main.webSocketHeaders : webSocketHeaders)
            .read();
  }

  private boolean isNamed() {
    return url != null || serverUris != null;
  }

  private Broker read() {
    String others = serverUris == null ? null : readServerUris(serverUris);
    if (url == null) {
      // Paho wants one in any case, and tries the others instead
      String first = others == null ? null : others.replaceFirst(",.*", "");
      return new Broker(first, others, userName, password, webSocketHeaders);
    }
    BrokerUrl read = BrokerUrl.parse(url);
    return new Broker(
        read.url(),
        others,
        userName == null ? read.userName() : userName,
        password == null ? read.password() : password,
        webSocketHeaders);
  }

  private static String readServerUris(String text) {
    List<BrokerUrl> urls = Arrays.stream(text.split(",")).map(BrokerUrl::parse).toList();
    for (BrokerUrl url : urls) {
      if (url.userName() != null || url.password() != null) {
        throw new IllegalArgumentException(
            "expected serverURIs without user and password, which are options of their own,"
                + " found \"...@%s\"".formatted(url));
      }
    }
    return urls.stream().map(BrokerUrl::url).collect(Collectors.joining(","));
  }

  /** Those to connect to, one in place of the other. */
  List<BrokerUrl> servers() {
    String all = Objects.requireNonNull(serverUris == null ? url : serverUris);
    return Arrays.stream(all.split(",")).map(BrokerUrl::parse).toList();
  }

  /** Camel shows the URIs of endpoints in its own errors, and knows credentials in few places. */
  static void hideInLogs(CamelContext context) {
    ExtendedCamelContext extension = context.getCamelContextExtension();
    String others = extension.getAdditionalSensitiveKeywords();
    extension.setAdditionalSensitiveKeywords(
        "brokerUrl,serverURIs" + (others == null ? "" : "," + others));
  }

  /** Where it is, without credentials. */
  @Override
  public String toString() {
    String where = serverUris == null ? url : serverUris;
    return where == null ? "no broker" : where.replaceAll("\\?[^,]*", "");
  }
}
