package io.github.mqtttopicexporter.mqtt;

import io.github.mqtttopicexporter.values.TopicFilter;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;

/** The {@code paho-mqtt5:} endpoint that makes {@link SubscribingConsumer}s. */
final class SubscribingPahoMqtt5Endpoint extends PahoMqtt5Endpoint implements MqttEndpoint {

  private final TopicFilter filter;

  SubscribingPahoMqtt5Endpoint(
      String uri,
      TopicFilter filter,
      SubscribingPahoMqtt5Component component,
      PahoMqtt5Configuration configuration) {
    super(uri, filter.text(), component, configuration);
    this.filter = filter;
  }

  @Override
  public SubscribingPahoMqtt5Component getComponent() {
    return (SubscribingPahoMqtt5Component) super.getComponent();
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    refuseWhatIsNotHonoured(getConfiguration());
    SubscribingConsumer consumer = new SubscribingConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  private void refuseWhatIsNotHonoured(PahoMqtt5Configuration options) {
    MqttEndpoint.refuse("cleanStart", !options.isCleanStart(), "sessions are always clean");
    MqttEndpoint.refuse(
        "sessionExpiryInterval",
        options.getSessionExpiryInterval() > 0,
        "sessions are always clean");
    MqttEndpoint.refuse(
        "automaticReconnect",
        !options.isAutomaticReconnect(),
        "a lost connection is always renewed");
    MqttEndpoint.refuse(
        "maxReconnectDelay",
        options.getMaxReconnectDelay() != new PahoMqtt5Configuration().getMaxReconnectDelay(),
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
    PahoMqtt5Configuration from = getConfiguration();
    return new Broker(
        from.getBrokerUrl(),
        from.getServerURIs(),
        from.getUserName(),
        from.getPassword(),
        from.getCustomWebSocketHeaders());
  }

  void setBroker(Broker broker) {
    PahoMqtt5Configuration to = getConfiguration();
    to.setBrokerUrl(broker.url());
    to.setServerURIs(broker.serverUris());
    to.setUserName(broker.userName());
    to.setPassword(broker.password());
    to.setCustomWebSocketHeaders(broker.webSocketHeaders());
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
    return new PahoMqtt5Connection(this, clientId, delivery, lossListener);
  }

  MqttConnectionOptions connectOptions() {
    MqttConnectionOptions options = createMqttConnectionOptions();
    String password = getConfiguration().getPassword();
    if (password != null && !password.isEmpty()) {
      // camel-paho-mqtt5 takes the characters of the locale
      options.setPassword(password.getBytes(StandardCharsets.UTF_8));
    }
    // the client id is new each time: nobody could come back to a session that the broker keeps
    options.setCleanStart(true);
    options.setSessionExpiryInterval(null);
    // the consumer itself connects again: Paho would do so in silence and ignore a refusal
    options.setAutomaticReconnect(false);
    return options;
  }

  MqttClientPersistence persistence() {
    return createMqttClientPersistence(getConfiguration());
  }
}
