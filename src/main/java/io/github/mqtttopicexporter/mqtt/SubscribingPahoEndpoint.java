package io.github.mqtttopicexporter.mqtt;

import static java.util.stream.Collectors.toMap;

import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;
import org.eclipse.paho.client.mqttv3.MqttClientPersistence;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jspecify.annotations.Nullable;

/** The {@code paho:} endpoint that makes {@link SubscribingConsumer}s. */
final class SubscribingPahoEndpoint extends PahoEndpoint implements MqttEndpoint {

  private final TopicFilter filter;

  SubscribingPahoEndpoint(
      String uri,
      TopicFilter filter,
      SubscribingPahoComponent component,
      PahoConfiguration configuration) {
    super(uri, filter.text(), component, configuration);
    this.filter = filter;
  }

  @Override
  public SubscribingPahoComponent getComponent() {
    return (SubscribingPahoComponent) super.getComponent();
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    refuseWhatIsNotHonoured(getConfiguration());
    SubscribingConsumer consumer = new SubscribingConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  private void refuseWhatIsNotHonoured(PahoConfiguration options) {
    MqttEndpoint.refuse("cleanSession", !options.isCleanSession(), "sessions are always clean");
    MqttEndpoint.refuse(
        "automaticReconnect",
        !options.isAutomaticReconnect(),
        "a lost connection is always renewed");
    MqttEndpoint.refuse(
        "maxReconnectDelay",
        options.getMaxReconnectDelay() != new PahoConfiguration().getMaxReconnectDelay(),
        "--mqtt.max-backoff is the longest pause of all routes");
    MqttEndpoint.refuse(
        "manualAcksEnabled",
        options.isManualAcksEnabled(),
        "sessions are always clean, so nothing is delivered again");
    MqttEndpoint.refuse(
        "client",
        getClient() != null || getComponent().getClient() != null,
        "each route has a connection of its own");
  }

  @Override
  public Producer createProducer() throws Exception {
    return settings().isOffline() ? new DroppingProducer(this) : super.createProducer();
  }

  @Override
  public TopicFilter filter() {
    return filter;
  }

  @Override
  public Broker broker() {
    PahoConfiguration from = getConfiguration();
    return new Broker(
        from.getBrokerUrl(),
        from.getServerURIs(),
        from.getUserName(),
        from.getPassword(),
        map(from.getCustomWebSocketHeaders()));
  }

  void setBroker(Broker broker) {
    PahoConfiguration to = getConfiguration();
    to.setBrokerUrl(broker.url());
    to.setServerURIs(broker.serverUris());
    to.setUserName(broker.userName());
    to.setPassword(broker.password());
    to.setCustomWebSocketHeaders(properties(broker.webSocketHeaders()));
  }

  private static @Nullable Map<String, String> map(@Nullable Properties headers) {
    return headers == null
        ? null
        : headers.stringPropertyNames().stream().collect(toMap(name -> name, headers::getProperty));
  }

  private static @Nullable Properties properties(@Nullable Map<String, String> headers) {
    if (headers == null) {
      return null;
    }
    Properties properties = new Properties();
    properties.putAll(headers);
    return properties;
  }

  @Override
  public SubscriptionSettings settings() {
    return getComponent().settings();
  }

  @Override
  public String clientIdPrefix() {
    String own = getConfiguration().getClientId();
    return own == null ? settings().clientIdPrefix() : own;
  }

  @Override
  public Connection connection(
      String clientId, Delivery delivery, Connection.LossListener lossListener)
      throws MqttException {
    return new PahoConnection(this, clientId, delivery, lossListener);
  }

  MqttConnectOptions connectOptions() {
    MqttConnectOptions options = createMqttConnectOptions(getConfiguration());
    // camel-paho drops a user name without a password, which is how some brokers take a token
    String userName = getConfiguration().getUserName();
    if (userName != null && !userName.isEmpty()) {
      options.setUserName(userName);
    }
    // the client id is new each time: nobody could come back to a session that the broker keeps
    options.setCleanSession(true);
    // the consumer itself connects again: Paho would do so in silence and ignore a refusal
    options.setAutomaticReconnect(false);
    return options;
  }

  MqttClientPersistence persistence() {
    return createMqttClientPersistence(getConfiguration());
  }
}
