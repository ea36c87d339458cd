package io.github.mqtttopicexporter.integration;

import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.PollingConsumerSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** An endpoint that tells what is sent to it, and sends nothing. Routes begin in it as ever. */
final class HeldBackEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {

  /** The components that change nothing outside the process. */
  private static final Set<String> WITHIN =
      Set.of("bean", "direct", "language", "log", "micrometer", "prometheus", "seda");

  private final Endpoint endpoint;
  private final BiConsumer<String, Exchange> told;

  private HeldBackEndpoint(Endpoint endpoint, BiConsumer<String, Exchange> told) {
    super(endpoint.getEndpointUri(), endpoint.getComponent());
    this.endpoint = endpoint;
    this.told = told;
  }

  /**
   * Holds back what goes outside the process, in whatever way a route sends it.
   *
   * @param told takes the endpoint, without secrets, and what would be sent
   */
  static EndpointStrategy strategy(BiConsumer<String, Exchange> told) {
    return (uri, endpoint) ->
        WITHIN.contains(ExchangeHelper.resolveScheme(uri)) || endpoint instanceof HeldBackEndpoint
            ? endpoint
            : new HeldBackEndpoint(endpoint, told);
  }

  private void tell(Exchange exchange) {
    told.accept(URISupport.sanitizeUri(getEndpointUri()), exchange);
  }

  @Override
  public Producer createProducer() {
    return new DefaultProducer(this) {
      @Override
      public void process(Exchange exchange) {
        tell(exchange);
      }
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    return endpoint.createConsumer(processor);
  }

  @Override
  public PollingConsumer createPollingConsumer() {
    return new PollingConsumerSupport(this) {
      @Override
      public @Nullable Exchange receive() {
        return null;
      }

      @Override
      public @Nullable Exchange receiveNoWait() {
        return null;
      }

      @Override
      public @Nullable Exchange receive(long timeout) {
        return null;
      }
    };
  }

  @Override
  public boolean isMultipleConsumersSupported() {
    return true;
  }

  @Override
  protected void doInit() throws Exception {
    super.doInit();
    ServiceHelper.initService(endpoint);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    ServiceHelper.startService(endpoint);
  }

  @Override
  protected void doStop() throws Exception {
    ServiceHelper.stopService(endpoint);
    super.doStop();
  }
}
