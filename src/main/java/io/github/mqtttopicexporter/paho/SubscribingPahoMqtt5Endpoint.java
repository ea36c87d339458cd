package io.github.mqtttopicexporter.paho;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Endpoint;
import org.eclipse.paho.mqttv5.client.MqttClientPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** The {@code paho-mqtt5:} endpoint that makes {@link SubscribingPahoMqtt5Consumer}s. */
final class SubscribingPahoMqtt5Endpoint extends PahoMqtt5Endpoint {

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
    SubscribingPahoMqtt5Consumer consumer = new SubscribingPahoMqtt5Consumer(this, processor);
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
    PahoMqtt5Configuration from = getConfiguration();
    return new Broker(
        from.getBrokerUrl(), from.getServerURIs(), from.getUserName(), from.getPassword());
  }

  void setBroker(Broker broker) {
    PahoMqtt5Configuration to = getConfiguration();
    to.setBrokerUrl(broker.url());
    to.setServerURIs(broker.serverUris());
    to.setUserName(broker.userName());
    to.setPassword(broker.password());
  }

  String clientIdPrefix() {
    String own = getConfiguration().getClientId();
    return own == null ? getComponent().settings().clientIdPrefix() : own;
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
