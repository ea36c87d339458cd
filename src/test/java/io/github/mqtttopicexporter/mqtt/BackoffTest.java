package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void pausesDoubleFromOneSecondToTheLimit() {
    assertThat(pauses(60, 9)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void aLimitThatIsAPowerOfTwoIsReachedByDoubling() {
    assertThat(pauses(4, 5)).containsExactly(1L, 2L, 4L, 4L, 4L);
  }

  @Test
  void aLimitOfOneSecondKeepsThePausesAtOneSecond() {
    assertThat(pauses(1, 4)).containsExactly(1L, 1L, 1L, 1L);
  }

  @Test
  void pausesStayAtTheLimitForEver() {
    assertThat(pauses(86_400, 10_000).skip(17)).hasSize(9_983).containsOnly(86_400L);
  }

  @Test
  void chanceShortensAPauseByUpToAHalf() {
    Backoff backoff = new Backoff(Duration.ofSeconds(60), () -> 0.5);
    assertThat(backoff.after(Duration.ZERO)).isEqualTo(Duration.ofMillis(750));
    assertThat(backoff.after(Duration.ZERO)).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void aConnectionThatStoodForSomeSecondsIsTriedAgainAtOnce() {
    Backoff backoff = new Backoff(Duration.ofSeconds(60), () -> 0);
    backoff.after(Duration.ZERO);
    assertThat(backoff.after(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.after(Duration.ofSeconds(6))).isZero();
    assertThat(backoff.after(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(1));
  }

  private static Stream<Long> pauses(long maxSeconds, int count) {
    Backoff backoff = new Backoff(Duration.ofSeconds(maxSeconds), () -> 0);
    return Stream.generate(() -> backoff.after(Duration.ZERO))
        .limit(count)
        .map(Duration::toSeconds);
  }
}
