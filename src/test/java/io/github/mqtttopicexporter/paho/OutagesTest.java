package io.github.mqtttopicexporter.paho;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private final SubscriptionSettings settings =
      new SubscriptionSettings("camel", Duration.ofSeconds(1), false);
  private final Outages outages = settings.outages();
  private final Subscription one = subscription();
  private final Subscription other = subscription();

  private Subscription subscription() {
    return new Subscription(
        () -> "r",
        new TopicFilter("a"),
        "tcp://broker:1883",
        settings,
        lost -> {
          throw Outage.ofBroker("none");
        });
  }

  @Test
  void manyTellOfAnOutageOnceWhileItLasts() {
    assertThat(outages.isNews("away", one)).isTrue();
    assertThat(outages.isNews("away", one)).isFalse();
    assertThat(outages.isNews("away", other)).isFalse();
    assertThat(outages.isNews("refusing", other)).isTrue();
  }

  @Test
  void anOutageIsOverWhenItIsForAll() {
    outages.isNews("away", one);
    outages.isNews("away", other);
    outages.endFor(one);
    assertThat(outages.isNews("away", one)).isFalse();
    outages.endFor(one);
    outages.endFor(other);
    assertThat(outages.isNews("away", one)).isTrue();
  }
}
