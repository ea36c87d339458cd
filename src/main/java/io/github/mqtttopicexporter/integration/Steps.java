package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.log.Rejections;
import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import io.github.mqtttopicexporter.prometheus.PrometheusEndpoint;
import io.github.mqtttopicexporter.values.Excerpt;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.util.function.Suppliers;

/**
 * Notes which step has failed, and makes an {@link Error} of one, such as the stack overflow of a
 * jq expression that recurses too deep, a failure of the exchange like any other. Camel 4.17 lets
 * it pass the error handler, and the exchange stays in flight for ever.
 *
 * @param places where a text stands in a step
 */
record Steps(BiFunction<NamedNode, String, Optional<Place>> places) implements InterceptStrategy {

  private static final Pattern OTHER_BROKER = Pattern.compile("brokerUrl=|serverURIs=");

  private static final Pattern PAHO = Pattern.compile("paho(?:-mqtt5)?:(?://)?([^?]+).*");

  private static String expression(NamedNode step) {
    return Optional.of(step)
        .filter(ExpressionNode.class::isInstance)
        .map(node -> ((ExpressionNode) node).getExpression())
        .map(ExpressionDefinition::getExpression)
        .orElse("");
  }

  private String where(NamedNode step) {
    String expression = expression(step);
    return places.apply(step, expression).map(Place::toString).orElse(step.getId())
        + (expression.isEmpty() ? "" : ": in " + Excerpt.of(expression));
  }

  /** What a route cannot mean: a label that its topics never have, and to hear itself. */
  private void requireTopics(CamelContext context, NamedNode definition, Processor step) {
    RouteDefinition route = ProcessorDefinitionHelper.getRoute(definition);
    if (route == null || !(step instanceof EndpointAware sender)) {
      return;
    }
    String from = context.resolvePropertyPlaceholders(route.getInput().getEndpointUri());
    Matcher filter = PAHO.matcher(from);
    if (filter.matches()) {
      try {
        requireTopics(new TopicFilter(filter.group(1)), from, sender.getEndpoint());
      } catch (IllegalArgumentException e) {
        String what = String.valueOf(e.getMessage());
        throw places
            .apply(definition, RouteMistake.found(what))
            .map(place -> new Mistake(place, what))
            .orElseThrow(() -> e);
      }
    }
  }

  private static void requireTopics(TopicFilter filter, String from, Endpoint receiver) {
    if (receiver instanceof PrometheusEndpoint metric) {
      metric.requireTopicsOf(filter);
    }
    String to = receiver.getEndpointUri();
    Matcher topic = PAHO.matcher(to);
    if (topic.matches()
        && !OTHER_BROKER.matcher(from + to).find()
        && filter.matches(topic.group(1))) {
      throw new IllegalArgumentException(
          "expected a topic that %s does not match, found \"%s\""
              .formatted(filter.text(), topic.group(1)));
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor step, Processor nextStep) {
    requireTopics(context, definition, step);
    // few steps ever fail, and their places take a walk through their file
    Supplier<String> where = Suppliers.memorize(() -> where(definition));
    return new DelegateAsyncProcessor(step) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
          return super.process(
              exchange,
              doneSync -> {
                note(exchange);
                callback.done(doneSync);
              });
        } catch (Error e) {
          exchange.setException(e);
          note(exchange);
          callback.done(true);
          return true;
        }
      }

      /** The innermost step is the first to note a failure. */
      private void note(Exchange exchange) {
        if (exchange.getException() != null && exchange.getProperty(Rejections.PLACE) == null) {
          exchange.setProperty(Rejections.PLACE, where.get());
        }
      }
    };
  }
}
