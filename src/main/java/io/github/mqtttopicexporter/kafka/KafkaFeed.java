package io.github.mqtttopicexporter.kafka;

import static java.util.Objects.requireNonNullElse;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_INSTANCE_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG;

import io.github.mqtttopicexporter.mqtt.Feed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.util.InetAddressUtil;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer of a compacted topic of Kafka, whose keys are topics of MQTT. It is a member of a
 * group, has a share of the partitions, and reads each of them from its beginning: so nothing is
 * committed. It has one thread.
 */
public final class KafkaFeed implements Feed, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(KafkaFeed.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final long PAUSE_SECONDS = 5;

  private final String topic;
  private final String group;
  private final int port;
  private final Properties options = new Properties();
  private final Set<String> askedAgain = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();

  private volatile boolean connected;
  private boolean joined;
  private String told = "";

  /**
   * Creates a consumer.
   *
   * @param group the id of its group, unless Camel's options have one
   * @param port tells it from the others of this machine, by the same number at the next start
   */
  public KafkaFeed(String topic, String group, int port) {
    this.topic = topic;
    this.group = group;
    this.port = port;
  }

  /**
   * Brings messages to the routes from now on, for as long as the process runs.
   *
   * @param camel has the options of the component {@code kafka:}
   */
  public void start(CamelContext camel, Routes routes) {
    KafkaConfiguration configured =
        camel.getEndpoint("kafka:" + topic, KafkaEndpoint.class).getConfiguration();
    options.putAll(configured.createConsumerProperties());
    options.put(PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
    options.put(BOOTSTRAP_SERVERS_CONFIG, configured.getBrokers());
    options.put(GROUP_ID_CONFIG, requireNonNullElse(configured.getGroupId(), group));
    options.put(
        GROUP_INSTANCE_ID_CONFIG, requireNonNullElse(configured.getGroupInstanceId(), member()));
    options.put(ENABLE_AUTO_COMMIT_CONFIG, "false");
    options.put(AUTO_OFFSET_RESET_CONFIG, "earliest");
    options.put(ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    Thread thread = new Thread(() -> run(routes), "Kafka " + topic);
    thread.setDaemon(true);
    thread.start();
  }

  private String member() {
    String host = InetAddressUtil.getLocalHostNameSafe();
    return "%s-%d".formatted(host.replaceAll("[^A-Za-z0-9._-]", "-"), port);
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public void deliverAgain(String routeId) {
    askedAgain.add(routeId);
  }

  @Override
  public void close() {
    stopped.countDown();
  }

  @Override
  public String toString() {
    return "kafka:" + topic;
  }

  private void run(Routes routes) {
    do {
      try {
        attempt(routes);
      } catch (Throwable e) { // even an Error: the next attempt may do better
        Throwable why = requireNonNullElse(e.getCause(), e);
        String words = requireNonNullElse(why.getMessage(), why.toString());
        tell("no messages from %s: %s; trying again".formatted(this, words));
      }
      connected = false;
      joined = false;
      List.copyOf(partitions.keySet()).forEach(lost -> drop(lost, routes));
    } while (!isStopped(PAUSE_SECONDS));
  }

  private boolean isStopped(long maxSeconds) {
    try {
      return stopped.await(maxSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Says it once, until it is over. */
  private void tell(String words) {
    if (!words.equals(told)) {
      logger.warn("{}", words);
      told = words;
    }
  }

  private void attempt(Routes routes) {
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(options, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      if (consumer.partitionsFor(topic, ANSWER).isEmpty()) {
        throw new IllegalStateException("expected a topic " + topic + ", found none");
      }
      consumer.subscribe(List.of(topic), new Assignment(consumer, routes));
      Metric connections = connections(consumer);
      while (!isStopped(0)) {
        deliverAgain(routes);
        ConsumerRecords<String, byte[]> read = consumer.poll(POLL);
        partitions.forEach(
            (name, partition) -> {
              read.records(name).forEach(next -> partition.take(next, routes));
              partition.reached(consumer.position(name, ANSWER), routes);
            });
        connected = joined && connections.metricValue() instanceof Double count && count > 0;
        tellOfConnection();
      }
    } finally {
      consumer.close(FAREWELL);
    }
  }

  /** Delivers the last messages to the routes that have asked. */
  private void deliverAgain(Routes routes) {
    Set<String> routeIds = Set.copyOf(askedAgain);
    askedAgain.removeAll(routeIds);
    if (!routeIds.isEmpty()) {
      partitions.values().forEach(partition -> partition.deliverLast(routeIds::contains, routes));
    }
  }

  /** How many there are, at any time. */
  private static Metric connections(Consumer<?, ?> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("connection-count"))
        .findFirst()
        .orElseThrow();
  }

  private void tellOfConnection() {
    if (joined && !connected) {
      tell("lost the connection to %s; trying again".formatted(this));
    } else if (connected && !told.isEmpty()) {
      logger.info("messages come from {} again", this);
      told = "";
    }
  }

  /** Another exporter has them, or will have them. */
  private void drop(TopicPartition lost, Routes routes) {
    Partition partition = partitions.remove(lost);
    if (partition != null) {
      partition.leave(routes);
    }
  }

  /** Is told of the share of the partitions, by the thread that polls. */
  private final class Assignment implements ConsumerRebalanceListener {

    private final Consumer<?, ?> consumer;
    private final Routes routes;

    Assignment(Consumer<?, ?> consumer, Routes routes) {
      this.consumer = consumer;
      this.routes = routes;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      joined = true;
      consumer
          .endOffsets(added, ANSWER)
          .forEach(
              (name, end) -> {
                partitions.put(name, new Partition(end));
                consumer.seek(name, 0); // or else to what is left, by auto.offset.reset
              });
      logger.info("reads {}: {}", KafkaFeed.this, partitions.keySet());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
      gone.forEach(partition -> drop(partition, routes));
      logger.info("gave up {} of {}", gone, KafkaFeed.this);
    }
  }
}
