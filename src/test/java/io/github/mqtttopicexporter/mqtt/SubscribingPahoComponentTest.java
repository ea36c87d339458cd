package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.paho.PahoConfiguration;
import org.apache.camel.component.paho.PahoEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

class SubscribingPahoComponentTest {

  @Test
  void anEndpointTakesTheOptionsOfCamelsOwn() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("paho", new SubscribingPahoComponent(TestSettings.of("mqtt://main")));

      PahoEndpoint endpoint =
          camel.getEndpoint(
              "paho:a/+?qos=1&clientId=attic&brokerUrl=tcp://other:1884&userName=me",
              PahoEndpoint.class);

      PahoConfiguration configuration = endpoint.getConfiguration();
      assertThat(endpoint.getTopic()).isEqualTo("a/+");
      assertThat(ClientOptions.of((MqttEndpoint) endpoint).clientIdPrefix()).isEqualTo("attic");
      assertThat(configuration.getQos()).isEqualTo(1);
      assertThat(configuration.getBrokerUrl()).isEqualTo("tcp://other:1884");
      assertThat(configuration.getUserName()).isEqualTo("me");
    }
  }

  @Test
  void theComponentTakesTheOptionsOfCamelsOwn() throws Exception {
    SubscribingPahoComponent component =
        new SubscribingPahoComponent(TestSettings.of("mqtt://main"));
    Main main = new Main();
    main.bind("paho", component);
    main.addInitialProperty("camel.component.paho.keep-alive-interval", "7");
    try {
      main.start();

      assertThat(component.getConfiguration().getKeepAliveInterval()).isEqualTo(7);
    } finally {
      main.stop();
    }
  }
}
