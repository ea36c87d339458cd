package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.reactivex.schedulers.Schedulers;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to receive messages: a client of its own, from connecting to the end of the
 * connection. It has a client id of its own too, so that nothing queues up at the broker and no two
 * clients take each other's place.
 */
final class Connection {

  /** For a broker that does not close its end of the connection. */
  private static final long FAREWELL_SECONDS = 1;

  private final ClientOptions options;
  private final Consumer<Mqtt5Publish> messages;
  private final Runnable subscribed;
  private final HiveMqClient client;

  /** Runs the event loop; the library hands it over when it needs the loop. */
  private volatile Runnable eventLoop = () -> {};

  private volatile boolean granted;
  private volatile boolean closing;

  /** The first reason for the end; the others follow from it. */
  private @Nullable Outage outage;

  /**
   * Creates a connection to nobody yet, and looks the address of the broker up.
   *
   * @param messages takes what the broker sends; on the thread of {@link #run()}, as the rest
   * @param subscribed is run when the broker has granted the subscription
   */
  Connection(
      ClientOptions options,
      BrokerUrl server,
      Consumer<Mqtt5Publish> messages,
      Runnable subscribed)
      throws UnknownHostException {
    this.options = options;
    this.messages = messages;
    this.subscribed = subscribed;
    client =
        new HiveMqClient(
            options.version(),
            MqttClient.builder()
                .useMqttVersion5()
                .identifier(
                    "%s-%08x"
                        .formatted(
                            options.clientIdPrefix(), ThreadLocalRandom.current().nextInt()))
                .transportConfig(options.transport(server, server.address()))
                .executorConfig()
                .nettyExecutor(loop -> eventLoop = loop)
                .nettyThreads(1)
                // the library's own scheduler has a queue, and drops messages when it is full
                .applicationScheduler(Schedulers.from(Runnable::run))
                .applyExecutorConfig()
                .addDisconnectedListener(
                    lost -> end(Reason.of(options.version(), lost.getSource(), lost.getCause())))
                .build());
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
          .api()
          .connect(options.connect())
          .whenComplete(
              (answer, error) -> {
                if (error == null) {
                  subscribe();
                } else {
                  end(Reason.of(error));
                }
              });
      eventLoop.run();
    } finally {
      granted = false;
      client.end();
    }
    return outage == null ? Reason.CONNECTION_CLOSED : outage;
  }

  private void subscribe() {
    if (closing) {
      close();
      return;
    }
    boolean acknowledged =
        options.subscribe().getSubscriptions().get(0).getQos() != MqttQos.AT_MOST_ONCE;
    client.api().publishes(MqttGlobalPublishFilter.ALL, messages, acknowledged);
    client
        .api()
        .subscribe(options.subscribe())
        .whenComplete(
            (answer, error) -> {
              if (error == null) {
                granted = true;
                subscribed.run();
              } else {
                leave(Reason.ofSubscribe(error));
              }
            });
    client
        .loop()
        .schedule(
            () -> {
              if (!granted) {
                leave(Reason.NO_ANSWER);
              }
            },
            options.timeoutSeconds(),
            TimeUnit.SECONDS);
  }

  /** Whether the broker has granted the subscription, and the connection stands. */
  boolean isGranted() {
    return granted;
  }

  /** Says farewell to the broker; {@link #run()} returns soon after. For any thread. */
  void close() {
    closing = true;
    try {
      client.loop().execute(() -> leave(Reason.CONNECTION_CLOSED));
    } catch (RejectedExecutionException ignored) {
      // it has ended
    }
  }

  private void leave(Outage why) {
    outage = outage == null ? why : outage;
    granted = false;
    client
        .api()
        .disconnect()
        .whenComplete((done, notConnected) -> end(why));
    client.loop().schedule(() -> end(why), FAREWELL_SECONDS, TimeUnit.SECONDS);
  }

  private void end(Outage why) {
    outage = outage == null ? why : outage;
    granted = false;
    client.end();
  }
}
