package io.github.mqtttopicexporter.exposition;

import io.github.mqtttopicexporter.series.SeriesStore;
import io.github.mqtttopicexporter.series.SeriesStore.Lines;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Answers a scrape: the series of a store and then the metrics of a registry, in the text format
 * that {@code Accept} asks for, compressed if {@code Accept-Encoding} takes gzip. Thread-safe.
 */
public final class Scrape implements Processor {

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final SeriesStore store;
  private final PrometheusMeterRegistry meters;
  private final Timer duration;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  public Scrape(SeriesStore store, PrometheusMeterRegistry meters) {
    this.store = store;
    this.meters = meters;
    duration =
        Timer.builder("mqtt.exporter.scrape.duration")
            .description("Scrapes, from the request until the last byte is sent or given up")
            .register(meters);
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    Accepted types = new Accepted(message.getHeader("Accept", "", String.class));
    Accepted codings = new Accepted(message.getHeader("Accept-Encoding", "", String.class));
    TextFormat format =
        types.weight(OPEN_METRICS) > 0 && types.weight(OPEN_METRICS) >= types.weight("text/plain")
            ? TextFormat.OPEN_METRICS
            : TextFormat.CLASSIC;
    boolean head = "HEAD".equals(message.getHeader(Exchange.HTTP_METHOD));
    boolean gzip = codings.weight("gzip") > 0;

    message.removeHeaders("*"); // the request's: Camel would send them back
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setHeader(Exchange.CONTENT_TYPE, format.contentType());
    message.setHeader("Vary", "Accept, Accept-Encoding");
    if (gzip) {
      message.setHeader(Exchange.CONTENT_ENCODING, "gzip");
    }
    message.setBody(head ? null : body(format, gzip));
  }

  private ScrapeBody body(TextFormat format, boolean gzip) throws IOException {
    Timer.Sample sample = Timer.start(meters);
    RegistryMetrics others = new RegistryMetrics(meters.getPrometheusRegistry(), told);
    return new ScrapeBody(store, others, format, gzip, () -> sample.stop(duration));
  }

  /** The series of a store, each as a line of {@code /metrics}. */
  public static String series(SeriesStore store) {
    Text text = new Text();
    for (Lines some = store.scrape(null); some != null; some = store.scrape(some)) {
      TextFormat.CLASSIC.write(text, some);
    }
    return text.toString();
  }
}
