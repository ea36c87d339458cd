package io.github.mqtttopicexporter.integration;

import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.PollingConsumer;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.PollingConsumerSupport;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/** An endpoint that tells what is sent to it, and sends nothing. Routes begin in it as ever. */
final class HeldBackEndpoint extends DefaultInterceptSendToEndpoint
    implements MultipleConsumersSupport {

  /** The components that change nothing outside the process. */
  private static final Set<String> WITHIN =
      Set.of("bean", "direct", "language", "log", "micrometer", "prometheus", "seda");

  private final BiConsumer<String, Exchange> told;

  private HeldBackEndpoint(Endpoint endpoint, BiConsumer<String, Exchange> told) {
    super(endpoint, true);
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

  @Override
  public AsyncProducer createAsyncProducer() {
    return new DefaultAsyncProducer(this) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        told.accept(URISupport.sanitizeUri(getEndpointUri()), exchange);
        callback.done(true);
        return true;
      }
    };
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
}
