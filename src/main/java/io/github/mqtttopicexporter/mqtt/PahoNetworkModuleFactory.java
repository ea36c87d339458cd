package io.github.mqtttopicexporter.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.internal.websocket.WebSocketNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.internal.websocket.WebSocketSecureNetworkModuleFactory;
import org.eclipse.paho.client.mqttv3.spi.NetworkModuleFactory;

/**
 * The networks of Paho's MQTT 3.1.1 client, with the topics that they deliver escaped for it (see
 * {@link PahoTopic}). Found by Paho as a service, before its own: this jar is first in the class
 * path.
 */
public final class PahoNetworkModuleFactory implements NetworkModuleFactory {

  private final List<NetworkModuleFactory> factories =
      List.of(
          new TCPNetworkModuleFactory(),
          new SSLNetworkModuleFactory(),
          new WebSocketNetworkModuleFactory(),
          new WebSocketSecureNetworkModuleFactory());

  @Override
  public Set<String> getSupportedUriSchemes() {
    return factories.stream()
        .flatMap(factory -> factory.getSupportedUriSchemes().stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void validateURI(URI broker) {
    factory(broker).validateURI(broker);
  }

  @Override
  public NetworkModule createNetworkModule(URI broker, MqttConnectOptions options, String clientId)
      throws MqttException {
    return new Escaping(factory(broker).createNetworkModule(broker, options, clientId));
  }

  private NetworkModuleFactory factory(URI broker) {
    return factories.stream()
        .filter(factory -> factory.getSupportedUriSchemes().contains(broker.getScheme()))
        .findFirst()
        .orElseThrow();
  }

  private record Escaping(NetworkModule module) implements NetworkModule {

    @Override
    public void start() throws IOException, MqttException {
      module.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new TopicEscapingInputStream(module.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return module.getOutputStream();
    }

    @Override
    public void stop() throws IOException {
      module.stop();
    }

    @Override
    public String getServerURI() {
      return module.getServerURI();
    }
  }
}
