package io.github.mqtttopicexporter.paho;

import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;
import org.eclipse.paho.client.mqttv3.MqttClientPersistence;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** The {@code paho:} endpoint that makes {@link SubscribingPahoConsumer}s. */
final class SubscribingPahoEndpoint extends PahoEndpoint {

  private final String clientIdPrefix;
  private final Duration maxBackoff;

  SubscribingPahoEndpoint(
      String uri,
      TopicFilter filter,
      SubscribingPahoComponent component,
      PahoConfiguration configuration) {
    super(uri, filter.text(), component, configuration);
    this.clientIdPrefix = component.clientIdPrefix();
    this.maxBackoff = component.maxBackoff();
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    SubscribingPahoConsumer consumer = new SubscribingPahoConsumer(this, processor);
    configureConsumer(consumer);
    return consumer;
  }

  String clientIdPrefix() {
    String own = getConfiguration().getClientId();
    return own == null ? clientIdPrefix : own;
  }

  Duration maxBackoff() {
    return maxBackoff;
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
