package io.github.mqtttopicexporter.paho;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConsumer;
import org.apache.camel.support.service.ServiceHelper;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one subscription for as long as its route runs. A thread connects and subscribes, with a
 * growing pause between attempts, and ends when the broker has granted the subscription; losing the
 * connection starts another. Every attempt is a new session with a new client id, so that nothing
 * queues up at the broker and no two clients take each other's place.
 */
final class SubscribingPahoConsumer extends PahoConsumer {

  private static final Logger logger = LoggerFactory.getLogger(SubscribingPahoConsumer.class);

  private volatile @Nullable Thread subscriber;
  private volatile @Nullable MqttClient subscribed;
  private volatile long subscribedSince;

  /** Goes on over a connection that did not last, so that one that flaps is no flood. */
  private volatile Backoff backoff;

  SubscribingPahoConsumer(SubscribingPahoEndpoint endpoint, Processor processor) {
    super(endpoint, processor);
    backoff = new Backoff(endpoint.maxBackoff());
  }

  /** Whether the broker has granted the subscription, on a connection that still stands. */
  boolean isSubscribed() {
    return subscribed != null;
  }

  @Override
  protected void doStart() {
    ServiceHelper.startService(getProcessor());
    subscribeInBackground(Duration.ZERO);
  }

  @Override
  protected void doStop() throws Exception {
    Thread thread;
    MqttClient client;
    synchronized (this) {
      thread = subscriber;
      subscriber = null;
      client = subscribed;
      subscribed = null;
    }
    if (thread != null) {
      thread.interrupt();
    }
    if (client != null) {
      close(client);
    }
    super.doStop();
  }

  private void subscribeInBackground(Duration pause) {
    Thread thread =
        new Thread(() -> subscribeUntilGranted(pause), "MQTT Subscribe: " + getRouteId());
    thread.setDaemon(true);
    subscriber = thread;
    thread.start();
  }

  private void subscribeUntilGranted(Duration firstPause) {
    Duration pause = firstPause;
    String told = "";
    while (subscriber == Thread.currentThread()) {
      try {
        Thread.sleep(pause.toMillis());
        subscribe();
        return;
      } catch (InterruptedException ignored) {
        return; // the route stops
      } catch (MqttException e) {
        if (subscriber != Thread.currentThread()) {
          return; // the route stops
        }
        String reason = Reason.of(e);
        // an outage is told once, and again when it looks different
        logger
            .atLevel(reason.equals(told) ? Level.DEBUG : Level.WARN)
            .log(
                "{}: cannot subscribe to {} at {}: {}; trying again",
                getRouteId(),
                getEndpoint().getTopic(),
                getEndpoint().getConfiguration().getBrokerUrl(),
                reason);
        told = reason;
        pause = backoff.next();
      }
    }
  }

  private void subscribe() throws MqttException {
    SubscribingPahoEndpoint endpoint = getEndpoint();
    MqttClient client =
        new MqttClient(
            endpoint.getConfiguration().getBrokerUrl(), clientId(), endpoint.persistence());
    // by default Paho waits for ever for a broker that accepts a connection and says no more
    client.setTimeToWait(
        TimeUnit.SECONDS.toMillis(endpoint.getConfiguration().getConnectionTimeout()));
    try {
      client.setCallback(new Callback(client));
      client.connect(endpoint.connectOptions());
      client.subscribe(endpoint.getTopic(), endpoint.getConfiguration().getQos());
    } catch (MqttException e) {
      close(client);
      throw e;
    }
    synchronized (this) {
      if (subscriber != Thread.currentThread()) {
        close(client); // the route stopped meanwhile
        return;
      }
      if (!client.isConnected()) {
        close(client);
        // lost since the grant, when the callback did not know this client yet
        throw new MqttException(MqttException.REASON_CODE_CONNECTION_LOST);
      }
      subscribed = client;
      subscribedSince = System.nanoTime();
      setClient(client);
    }
    logger.info(
        "{}: subscribed to {} at {}",
        getRouteId(),
        endpoint.getTopic(),
        endpoint.getConfiguration().getBrokerUrl());
  }

  private String clientId() {
    return "%s-%08x"
        .formatted(getEndpoint().clientIdPrefix(), ThreadLocalRandom.current().nextInt());
  }

  private static void close(MqttClient client) {
    try {
      if (client.isConnected()) {
        client.disconnect(0);
      } else {
        client.disconnectForcibly(0, 0, false); // disconnect() waits for a CONNACK
      }
    } catch (MqttException ignored) {
      // it was not connected, or is so no longer
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      logger.debug("cannot close the MQTT client", e);
    }
  }

  @Override
  public SubscribingPahoEndpoint getEndpoint() {
    return (SubscribingPahoEndpoint) super.getEndpoint();
  }

  private final class Callback implements MqttCallback {

    private final MqttClient client;

    Callback(MqttClient client) {
      this.client = client;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      try {
        var exchange = createExchange(message, topic);
        getAsyncProcessor().process(exchange, defaultConsumerCallback(exchange, true));
      } catch (Throwable e) {
        // Paho would close the connection, and a retained message would do so again and again
        logger.error("{}: cannot process a message on {}: {}", getRouteId(), topic, e.toString());
      }
    }

    @Override
    public void connectionLost(Throwable cause) {
      synchronized (SubscribingPahoConsumer.this) {
        if (subscribed != client) {
          return; // not granted yet: the thread that subscribes has the error
        }
        subscribed = null;
        logLoss(cause);
        Duration stood = Duration.ofNanos(System.nanoTime() - subscribedSince);
        boolean stable = stood.compareTo(getEndpoint().maxBackoff()) > 0;
        if (stable) {
          backoff = new Backoff(getEndpoint().maxBackoff());
        }
        subscribeInBackground(stable ? Duration.ZERO : backoff.next());
      }
      close(client);
    }

    private void logLoss(Throwable cause) {
      logger.warn(
          "{}: lost the connection to {}: {}",
          getRouteId(),
          getEndpoint().getConfiguration().getBrokerUrl(),
          Reason.of(cause));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // a consumer publishes nothing
    }
  }
}
