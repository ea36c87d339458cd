package io.github.mqtttopicexporter.exposition;

import static java.util.stream.Collectors.toCollection;

import io.github.mqtttopicexporter.series.ScrapedFamily;
import io.github.mqtttopicexporter.series.SeriesStore;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a scrape: the series of a store and a whole registry, in the exposition format that
 * {@code Accept} asks for, compressed if {@code Accept-Encoding} takes gzip. The body is made while
 * it is sent, so that any number of scrapes at once fit in memory. Thread-safe.
 */
public final class Scrape implements Processor {

  private static final Logger logger = LoggerFactory.getLogger(Scrape.class);

  private static final Comparator<ScrapedFamily> BY_NAME =
      Comparator.comparing(ScrapedFamily::name);

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
  private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
  private final PrometheusRegistry registry;
  private final SeriesStore store;
  private volatile boolean toldOfDuplicates;

  /**
   * Creates the answer to scrapes.
   *
   * @param registry without the store
   * @param store whose metrics win over those of the registry that have their name
   */
  public Scrape(PrometheusRegistry registry, SeriesStore store) {
    this.registry = registry;
    this.store = store;
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    Accepted types = new Accepted(message.getHeader("Accept", "", String.class));
    Accepted codings = new Accepted(message.getHeader("Accept-Encoding", "", String.class));
    ExpositionFormatWriter writer =
        types.weight(OPEN_METRICS) > 0 && types.weight(OPEN_METRICS) >= types.weight("text/plain")
            ? openMetrics
            : text;
    boolean head = "HEAD".equals(message.getHeader(Exchange.HTTP_METHOD));
    boolean gzip = codings.weight("gzip") > 0;

    message.removeHeaders("*"); // the request's: Camel would send them back
    try {
      message.setBody(head ? null : new ScrapeBody(families(), writer, gzip));
    } catch (RuntimeException e) {
      logger.error("cannot collect the metrics: {}", e.getMessage());
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, 500);
      message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
      message.setBody("cannot collect the metrics: " + e.getMessage() + "\n");
      return;
    }

    message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    message.setHeader(Exchange.CONTENT_TYPE, writer.getContentType());
    message.setHeader("Vary", "Accept, Accept-Encoding");
    if (gzip) {
      message.setHeader(Exchange.CONTENT_ENCODING, "gzip");
    }
  }

  /** By name, and one of each: more would not be a valid scrape. */
  private List<ScrapedFamily> families() {
    List<ScrapedFamily> families =
        store.scrape().sorted(BY_NAME).collect(toCollection(ArrayList::new));
    List<ScrapedFamily> others = new ArrayList<>();
    for (MetricSnapshot snapshot : registry.scrape()) {
      ScrapedFamily other = ScrapedFamily.of(snapshot);
      if (Collections.binarySearch(families, other, BY_NAME) < 0) {
        others.add(other);
      } else if (!toldOfDuplicates) {
        toldOfDuplicates = true;
        logger.error("expected one metric of each name, found several: {}", other.name());
      }
    }
    families.addAll(others);
    families.sort(BY_NAME);
    return families;
  }
}
