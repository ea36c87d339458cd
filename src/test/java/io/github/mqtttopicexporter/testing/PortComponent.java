package io.github.mqtttopicexporter.testing;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** {@code port:<number>}: a route that listens on a port of its own, of which there can be one. */
public final class PortComponent extends DefaultComponent {

  @Override
  protected Endpoint createEndpoint(String uri, String port, Map<String, Object> parameters) {
    return new DefaultEndpoint(uri, this) {
      @Override
      public Producer createProducer() {
        throw new UnsupportedOperationException();
      }

      @Override
      public Consumer createConsumer(Processor processor) {
        return new Listener(this, processor, Integer.parseInt(port));
      }
    };
  }

  private static final class Listener extends DefaultConsumer {

    private final int port;
    private @Nullable ServerSocket socket;

    Listener(Endpoint endpoint, Processor processor, int port) {
      super(endpoint, processor);
      this.port = port;
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    protected void doStop() throws Exception {
      if (socket != null) {
        socket.close();
      }
      super.doStop();
    }
  }
}
