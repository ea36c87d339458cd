package io.github.mqtttopicexporter.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mqtttopicexporter.series.SeriesStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ScrapeTest {

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SeriesStore store = new SeriesStore(() -> 0, SeriesStore.Limits.DEFAULT);
  private final Scrape scrape = new Scrape(store, meters);

  private Message answer(String method, String acceptEncoding) throws IOException {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader(Exchange.HTTP_METHOD, method);
    exchange.getMessage().setHeader("Accept-Encoding", acceptEncoding);
    scrape.process(exchange);
    return exchange.getMessage();
  }

  @Test
  void headCollectsNothing() throws IOException {
    GaugeWithCallback.builder()
        .name("b")
        .callback(
            gauge -> {
              throw new AssertionError("collected");
            })
        .register(meters.getPrometheusRegistry());
    Message answer = answer("HEAD", "");
    assertThat(answer.getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
    assertThat(answer.getBody()).isNull();
  }

  @Test
  void aScrapeIsCountedWhenItsBodyIsClosed() throws IOException {
    InputStream body = (InputStream) answer("GET", "").getBody();
    assertThat(meters.scrape()).contains("mqtt_exporter_scrape_duration_seconds_count 0\n");
    body.close();
    assertThat(meters.scrape()).contains("mqtt_exporter_scrape_duration_seconds_count 1\n");
  }

  @Test
  void aHeaderOfNothingButSeparatorsAsksForNothing() throws IOException {
    assertThat(answer("GET", ";").getHeader(Exchange.CONTENT_ENCODING)).isNull();
    assertThat(answer("GET", ",;,").getHeader(Exchange.CONTENT_ENCODING)).isNull();
  }

  @Test
  void nothingOfTheRequestIsSentBack() throws IOException {
    assertThat(answer("GET", "gzip").getHeaders())
        .containsOnlyKeys(
            Exchange.HTTP_RESPONSE_CODE, Exchange.CONTENT_TYPE, Exchange.CONTENT_ENCODING, "Vary");
  }
}
