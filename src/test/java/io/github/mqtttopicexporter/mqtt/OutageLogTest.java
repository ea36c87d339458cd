package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutageLogTest {

  private static final Outage AWAY = new Outage(Outage.Kind.AWAY, "Connection refused");
  private static final Outage LOST = new Outage(Outage.Kind.AWAY, "closed");
  private static final Outage REFUSED = new Outage(Outage.Kind.FILTER_REFUSED, "no");
  private static final Outage WRONG_PASSWORD = new Outage(Outage.Kind.LOGIN_REFUSED, "password");
  private static final Outage TOO_LARGE = new Outage(Outage.Kind.PACKET_TOO_LARGE, "large");

  private final OutageLog outages = new OutageLog();

  private boolean isNews(String route, Outage outage) {
    return outages.isNews(route, outage.scope("broker", route), outage.reason());
  }

  @Test
  void manyTellOfAnOutageOnceWhileItLasts() {
    assertThat(isNews("one", LOST)).isTrue();
    assertThat(isNews("one", AWAY)).isTrue();
    assertThat(isNews("one", AWAY)).isFalse();
    // in another order, and late
    assertThat(isNews("other", LOST)).isFalse();
    assertThat(isNews("other", AWAY)).isFalse();
  }

  @Test
  void anOutageIsOverWhenItIsForAll() {
    isNews("one", AWAY);
    isNews("other", AWAY);
    outages.over("one");
    assertThat(isNews("one", AWAY)).isFalse();
    outages.over("one");
    outages.over("other");
    assertThat(isNews("one", AWAY)).isTrue();
  }

  @Test
  void aRouteThatIsRefusedForGoodDoesNotSilenceTheOutagesOfItsBroker() {
    for (Outage forGood : new Outage[] {REFUSED, WRONG_PASSWORD, TOO_LARGE}) {
      for (int i = 0; i < 3; i++) {
        assertThat(isNews("good", LOST)).isTrue();
        assertThat(isNews("bad", LOST)).isFalse();
        isNews("bad", forGood);
        outages.over("good");
      }
      outages.over("bad");
    }
  }

  @Test
  void aWrongPasswordIsToldOnceForAllAndARefusedFilterForEach() {
    assertThat(isNews("one", WRONG_PASSWORD)).isTrue();
    assertThat(isNews("other", WRONG_PASSWORD)).isFalse();
    assertThat(isNews("one", REFUSED)).isTrue();
    assertThat(isNews("other", REFUSED)).isTrue();
  }
}
