package io.github.mqtttopicexporter.mqtt;

import com.hivemq.client.internal.mqtt.MqttClientConfig;
import com.hivemq.client.internal.mqtt.MqttRxClient;
import com.hivemq.client.internal.netty.NettyEventLoopProvider;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;

/**
 * A client, with what the library's API does not give: MQTT 3.1.1 with a limit for packets that
 * come in, and the event loop. The only class that uses the library's internal classes.
 */
record HiveMqClient(Mqtt5AsyncClient client, Executor executor, EventLoop loop) {

  /**
   * Creates a client that is not connected yet.
   *
   * @param configured a client of MQTT 5 with an executor of its own, which runs the event loop
   */
  static HiveMqClient of(MqttVersion version, Mqtt5Client configured) {
    MqttClientConfig mqtt5 = (MqttClientConfig) configured.getConfig();
    // MQTT 3 is spoken by the classes of MQTT 5: the API of MQTT 3 is a view of them with less
    MqttClientConfig config =
        new MqttClientConfig(
            version,
            mqtt5.getRawClientIdentifier(),
            mqtt5.getTransportConfig(),
            mqtt5.getExecutorConfig(),
            mqtt5.getAdvancedConfig(),
            mqtt5.getConnectDefaults(),
            mqtt5.getConnectedListeners(),
            mqtt5.getDisconnectedListeners());
    return new HiveMqClient(
        new MqttRxClient(config).toAsync(),
        config.getExecutorConfig().getNettyExecutor().orElseThrow(),
        // never given back by this client: the loop ends when end() says so, and not before
        config.acquireEventLoop());
  }

  /** Closes the connection, if there is one, and ends the event loop. */
  synchronized void end() {
    if (!loop.isShuttingDown()) {
      NettyEventLoopProvider.INSTANCE.releaseEventLoop(executor);
    }
  }
}
