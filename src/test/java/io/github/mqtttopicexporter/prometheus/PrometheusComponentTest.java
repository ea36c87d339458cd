package io.github.mqtttopicexporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The component in a context that brings no store: it adds its own to the registry. */
class PrometheusComponentTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void itsSeriesAreInTheRegistryOnceHoweverOftenItStarts() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind("registry", registry);
      context.start();
      context.createProducerTemplate().sendBody("prometheus:x", 1);
      assertThat(registry.scrape()).contains("\nx 1.0\n");

      Component component = context.getComponent("prometheus");
      component.stop();
      component.start();
      assertThat(registry.scrape()).containsOnlyOnce("\nx 1.0\n");
    }
  }
}
