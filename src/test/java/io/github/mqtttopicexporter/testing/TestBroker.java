package io.github.mqtttopicexporter.testing;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.broker.security.IAuthorizatorPolicy;
import io.moquette.broker.subscriptions.Topic;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptConnectMessage;
import io.moquette.interception.messages.InterceptSubscribeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;

/** A broker in this JVM on ports of its own, for one user: absent, killed, restarted, refusing. */
public final class TestBroker implements AutoCloseable {

  private final String user;
  private final String password;
  private final int port = TestExporter.freePort();
  private final int webSocketPort = TestExporter.freePort();
  private final Seen seen = new Seen();
  private volatile boolean passwordsAccepted = true;
  private volatile boolean subscriptionsGranted = true;
  private @Nullable Server server;

  public TestBroker(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /** What the broker was sent; another thread of it notes this, after the answer at times. */
  private static final class Seen extends AbstractInterceptHandler {

    private final List<InterceptConnectMessage> connects = new CopyOnWriteArrayList<>();
    private final List<InterceptSubscribeMessage> subscribes = new CopyOnWriteArrayList<>();

    @Override
    public String getID() {
      return "seen";
    }

    @Override
    public void onConnect(InterceptConnectMessage message) {
      connects.add(message);
    }

    @Override
    public void onSubscribe(InterceptSubscribeMessage message) {
      subscribes.add(message);
    }

    @Override
    public void onSessionLoopError(Throwable error) {
      throw new IllegalStateException(error);
    }
  }

  public void start() throws IOException {
    Properties properties = new Properties();
    properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
    properties.setProperty(IConfig.PORT_PROPERTY_NAME, String.valueOf(port));
    properties.setProperty(IConfig.WEB_SOCKET_PORT_PROPERTY_NAME, String.valueOf(webSocketPort));
    properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    properties.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
    Server starting = new Server();
    starting.startServer(
        new MemoryConfig(properties),
        List.of(seen),
        null,
        (clientId, givenUser, givenPassword) ->
            passwordsAccepted
                && user.equals(givenUser)
                && password.equals(new String(givenPassword, StandardCharsets.UTF_8)),
        new IAuthorizatorPolicy() {
          @Override
          public boolean canWrite(Topic topic, String user, String client) {
            return true;
          }

          @Override
          public boolean canRead(Topic topic, String user, String client) {
            return subscriptionsGranted;
          }
        });
    server = starting;
  }

  @Override
  public void close() {
    if (server != null) {
      server.stopServer();
      server = null;
    }
  }

  public int port() {
    return port;
  }

  public int webSocketPort() {
    return webSocketPort;
  }

  public void acceptPasswords(boolean accepted) {
    passwordsAccepted = accepted;
  }

  public void grantSubscriptions(boolean granted) {
    subscriptionsGranted = granted;
  }

  public List<InterceptConnectMessage> connects() {
    return seen.connects;
  }

  public List<InterceptSubscribeMessage> subscribes() {
    return seen.subscribes;
  }

  /** Publishes as a device without credentials. */
  public void publish(List<Map.Entry<String, String>> messages, int qos) throws MqttException {
    new Publisher("tcp://127.0.0.1:" + port).publish(messages, qos);
  }

  public void publish(String topic, String payload, boolean retained) throws MqttException {
    new Publisher("tcp://127.0.0.1:" + port).publish(topic, payload, retained);
  }
}
