package io.github.mqtttopicexporter.integration;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Makes an {@link Error} of a step, such as the stack overflow of a jq expression that recurses too
 * deep, a failure of the exchange like any other. Camel 4.17 lets it pass the error handler, and
 * the exchange stays in flight for ever.
 */
final class StepErrors implements InterceptStrategy {

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor step, Processor nextStep) {
    return new DelegateAsyncProcessor(step) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
          return super.process(exchange, callback);
        } catch (Error e) {
          exchange.setException(e);
          callback.done(true);
          return true;
        }
      }
    };
  }
}
