package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutagesTest {

  private final Outages outages = new Outages();
  private final String one = "one";
  private final String other = "other";

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
