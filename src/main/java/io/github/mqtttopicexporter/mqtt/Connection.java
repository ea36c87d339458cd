package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.netty.channel.EventLoop;
import io.reactivex.schedulers.Schedulers;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to receive messages: a client of its own, from connecting to the end of the
 * connection. It has a client id of its own too, so that nothing queues up at the broker and no two
 * clients take each other's place.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the connection, and so is heard of
final class Connection {

  private static final long FAREWELL_MILLIS = 200;
  private static final double MISSED_KEEP_ALIVES = 1.5; // as a broker counts them

  private final ClientOptions options;
  private final Mqtt5Connect connect;
  private final Consumer<Mqtt5Publish> messages;
  private final Runnable onGrant;
  private final HiveMqClient hiveMq;
  private final Mqtt5AsyncClient client;
  private final EventLoop loop;

  /** Runs the event loop; the library hands it over. */
  private volatile Runnable loopTask = () -> {};

  /** The first reason for the end: the others follow from it. */
  private final AtomicReference<@Nullable Outage> end = new AtomicReference<>();

  private boolean connected;
  private volatile boolean granted;
  private volatile long keepAliveNanos;
  private volatile long aliveAt;

  /**
   * Creates a client, reads its credentials and looks the address of the broker up.
   *
   * @param messages takes what the broker sends; on the thread of {@link #run()}, as the rest
   * @param onGrant is run when the broker has granted the subscription
   */
  Connection(
      ClientOptions options, BrokerUrl server, Consumer<Mqtt5Publish> messages, Runnable onGrant)
      throws IOException, GeneralSecurityException {
    this.options = options;
    connect = options.connectNow();
    this.messages = messages;
    this.onGrant = onGrant;
    int suffix = ThreadLocalRandom.current().nextInt();
    hiveMq =
        HiveMqClient.of(
            options.version(),
            MqttClient.builder()
                .useMqttVersion5()
                .identifier("%s-%08x".formatted(options.clientIdPrefix(), suffix))
                .transportConfig(options.transport(server))
                .executorConfig()
                .nettyExecutor(task -> loopTask = task)
                .nettyThreads(1)
                // the library's own scheduler has a queue, and drops messages when it is full
                .applicationScheduler(Schedulers.from(Runnable::run))
                .applyExecutorConfig()
                .addDisconnectedListener(this::lost)
                .build());
    client = hiveMq.client();
    loop = hiveMq.loop();
  }

  /**
   * Connects, subscribes and receives messages until the connection ends: this thread is the event
   * loop of the client.
   *
   * @return why it has ended
   */
  Outage run() {
    try {
      client
          .connect(connect)
          .whenComplete(
              (answer, error) -> {
                if (error == null) {
                  connected(answer);
                } else {
                  end(Outage.of(options.version(), MqttDisconnectSource.CLIENT, error));
                }
              });
      loopTask.run();
    } finally {
      end(Outage.CONNECTION_CLOSED);
    }
    return Objects.requireNonNull(end.get());
  }

  private void connected(Mqtt5ConnAck answer) {
    connected = true;
    if (end.get() != null) {
      leave(Outage.CONNECTION_CLOSED);
      return;
    }
    long keepAlive = answer.getServerKeepAlive().orElse(connect.getKeepAlive());
    keepAliveNanos = TimeUnit.SECONDS.toNanos(keepAlive);
    loop.scheduleWithFixedDelay(
        () -> aliveAt = System.nanoTime(), 0, keepAliveNanos / 2, TimeUnit.NANOSECONDS);
    MqttQos qos = options.subscribe().getSubscriptions().get(0).getQos();
    client.publishes(MqttGlobalPublishFilter.ALL, messages, qos != MqttQos.AT_MOST_ONCE);
    subscribe();
    loop.schedule(
        () -> {
          if (!granted) {
            leave(Outage.NO_ANSWER);
          }
        },
        options.timeoutSeconds(),
        TimeUnit.SECONDS);
  }

  private void subscribe() {
    client
        .subscribe(options.subscribe())
        .whenComplete(
            (grant, error) -> {
              if (error != null) {
                leave(Outage.ofSubscribe(error));
              } else if (!granted && end.get() == null) {
                granted = true;
                onGrant.run();
              }
            });
  }

  /** Sends SUBSCRIBE once more. For other threads. */
  void subscribeAgain() {
    try {
      loop.execute(
          () -> {
            if (connected) { // or else the first SUBSCRIBE is yet to come
              subscribe();
            }
          });
    } catch (RejectedExecutionException ignored) {
      // the connection has ended: the next one subscribes
    }
  }

  /**
   * Whether the broker has granted the subscription, and the connection stands. A step that blocks
   * for so long that the broker misses the pings is an end too, which nobody has noticed yet.
   */
  boolean isGranted() {
    return granted && System.nanoTime() - aliveAt < keepAliveNanos * MISSED_KEEP_ALIVES;
  }

  /** Says farewell to the broker, if no step blocks; {@link #run()} returns. For other threads. */
  void close() {
    try {
      leave(Outage.CONNECTION_CLOSED);
      loop.submit(() -> {}).awaitUninterruptibly(FAREWELL_MILLIS);
    } catch (RejectedExecutionException ignored) {
      // it has ended
    }
  }

  private void leave(Outage why) {
    end.compareAndSet(null, why);
    granted = false;
    loop.schedule(() -> end(why), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    client.disconnect().whenComplete((brokerHasClosedItsEnd, notConnected) -> end(why));
  }

  private void lost(MqttClientDisconnectedContext context) {
    if (connected) { // or else connect() has the error
      end(Outage.of(options.version(), context.getSource(), context.getCause()));
    }
  }

  private void end(Outage why) {
    end.compareAndSet(null, why);
    granted = false;
    hiveMq.end();
  }
}
