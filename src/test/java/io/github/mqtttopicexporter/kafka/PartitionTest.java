package io.github.mqtttopicexporter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.mqtt.Feed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What two routes, r and s, get of the records of a partition, whose topics both of them want. */
class PartitionTest {

  private final List<String> got = new ArrayList<>();
  private final Feed.Routes routes =
      new Feed.Routes() {
        @Override
        public void deliver(Feed.Message message, Predicate<String> routeIds) {
          String text = StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString();
          Stream.of("r", "s")
              .filter(routeIds)
              .forEach(route -> got.add(route + ": " + message.topic() + "=" + text));
        }

        @Override
        public void forget(String topic) {
          got.add("forget " + topic);
        }
      };

  private void take(Partition partition, long offset, @Nullable String key, @Nullable String text) {
    byte[] value = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    partition.take(new ConsumerRecord<>("mqtt", 0, offset, key, value), routes);
  }

  /** Reads a=1, b=2, a=3. */
  private void takeThree(Partition partition) {
    take(partition, 0, "a", "1");
    take(partition, 1, "b", "2");
    take(partition, 2, "a", "3");
  }

  private Partition caughtUp() {
    Partition partition = new Partition(3);
    takeThree(partition);
    partition.reached(3, routes);
    got.clear();
    return partition;
  }

  @Test
  void aNewOwnerShowsNoValueThatIsOver() {
    Partition partition = new Partition(3);
    takeThree(partition);
    partition.reached(2, routes);
    assertThat(got).isEmpty();
    partition.reached(3, routes);
    assertThat(got).containsExactly("r: b=2", "s: b=2", "r: a=3", "s: a=3");
  }

  @Test
  void aRecordBehindTheEndComesAfterThoseBeforeIt() {
    Partition partition = new Partition(2);
    takeThree(partition);
    assertThat(got).containsExactly("r: a=1", "s: a=1", "r: b=2", "s: b=2", "r: a=3", "s: a=3");
  }

  @Test
  void eachRecordIsDeliveredAtOnceFromThenOn() {
    Partition partition = caughtUp();
    take(partition, 3, "b", "4");
    assertThat(got).containsExactly("r: b=4", "s: b=4");
  }

  @Test
  void onlyAnEditedRouteGetsTheLastValuesAgain() {
    Partition partition = caughtUp();
    partition.deliverLast("s"::equals, routes);
    take(partition, 3, "a", "4");
    assertThat(got).containsExactly("s: b=2", "s: a=3", "r: a=4", "s: a=4");
  }

  @Test
  void anEditWhileANewOwnerReadsHasNothingDeliveredTwice() {
    Partition partition = new Partition(3);
    take(partition, 0, "a", "1");
    partition.deliverLast("s"::equals, routes);
    partition.reached(3, routes);
    assertThat(got).containsExactly("r: a=1", "s: a=1");
  }

  @Test
  void aTombstoneIsAnEmptyMessage() {
    Partition partition = caughtUp();
    take(partition, 3, "a", null);
    assertThat(got).containsExactly("r: a=", "s: a=");
  }

  @Test
  void aTopicThatWasDeletedIsNotDeliveredAgain() {
    Partition partition = caughtUp();
    take(partition, 3, "a", null);
    got.clear();
    partition.deliverLast(any -> true, routes);
    assertThat(got).containsExactly("r: b=2", "s: b=2");
  }

  @Test
  void aRecordWithoutAKeyIsOfNoTopic() {
    take(caughtUp(), 3, null, "1");
    assertThat(got).isEmpty();
  }

  @Test
  void whoGivesItUpForgetsItsTopics() {
    Partition partition = caughtUp();
    take(partition, 3, "a", null);
    got.clear();
    partition.leave(routes);
    assertThat(got).containsExactly("forget b");
  }
}
