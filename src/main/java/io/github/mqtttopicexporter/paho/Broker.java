package io.github.mqtttopicexporter.paho;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The options that say which broker, and as whom, as they are written.
 *
 * @param serverUris brokers that stand in for each other, with commas between
 */
record Broker(
    @Nullable String url,
    @Nullable String serverUris,
    @Nullable String userName,
    @Nullable String password) {

  static final Broker NONE = new Broker(null, null, null, null);

  /**
   * What an endpoint connects to: its own broker, with its own credentials and no others, or else
   * the main one.
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
                password == null ? main.password : password)
            .read();
  }

  boolean isNamed() {
    return url != null || serverUris != null;
  }

  private Broker read() {
    String others = serverUris == null ? null : readServerUris(serverUris);
    if (url == null) {
      // Paho wants one in any case, and tries the others instead
      String first = others == null ? null : others.replaceFirst(",.*", "");
      return new Broker(first, others, userName, password);
    }
    BrokerUrl read = BrokerUrl.parse(url);
    return new Broker(
        read.url(),
        others,
        userName == null ? read.userName() : userName,
        password == null ? read.password() : password);
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

  /** Camel shows the URIs of endpoints in its own errors, and knows credentials in few places. */
  static void hideInLogs(CamelContext context) {
    context.getCamelContextExtension().setAdditionalSensitiveKeywords("brokerUrl,serverURIs");
  }

  /** Where it is, without credentials. */
  @Override
  public String toString() {
    String where = serverUris == null ? url : serverUris;
    return where == null ? "no broker" : where.replaceAll("\\?[^,]*", "");
  }
}
