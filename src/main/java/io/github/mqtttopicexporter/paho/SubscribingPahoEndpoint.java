package io.github.mqtttopicexporter.paho;

import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;
import org.eclipse.paho.client.mqttv3.MqttClientPersistence;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** The {@code paho:} endpoint that makes {@link SubscribingPahoConsumer}s. */
final class SubscribingPahoEndpoint extends PahoEndpoint {

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
    SubscribingPahoConsumer consumer = new SubscribingPahoConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  @Override
  public Producer createProducer() throws Exception {
    return getComponent().settings().isOffline()
        ? new DroppingProducer(this)
        : super.createProducer();
  }

  TopicFilter filter() {
    return filter;
  }

  Broker broker() {
    PahoConfiguration from = getConfiguration();
    return new Broker(
        from.getBrokerUrl(), from.getServerURIs(), from.getUserName(), from.getPassword());
  }

  void setBroker(Broker broker) {
    PahoConfiguration to = getConfiguration();
    to.setBrokerUrl(broker.url());
    to.setServerURIs(broker.serverUris());
    to.setUserName(broker.userName());
    to.setPassword(broker.password());
  }

  String clientIdPrefix() {
    String own = getConfiguration().getClientId();
    return own == null ? getComponent().settings().clientIdPrefix() : own;
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
