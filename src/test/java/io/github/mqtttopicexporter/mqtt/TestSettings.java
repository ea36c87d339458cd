package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.BrokerUrl;
import java.time.Duration;

/** Settings of subscriptions for tests of endpoints. */
final class TestSettings {

  private TestSettings() {}

  static SubscriptionSettings of(String server) {
    return of(server, false);
  }

  static SubscriptionSettings offline(String server) {
    return of(server, true);
  }

  private static SubscriptionSettings of(String server, boolean offline) {
    return new SubscriptionSettings(
        BrokerUrl.parse(server), 0, "camel", Duration.ofSeconds(60), offline);
  }
}
