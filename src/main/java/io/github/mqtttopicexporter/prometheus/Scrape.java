package io.github.mqtttopicexporter.prometheus;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a scrape: the whole registry, in the exposition format that {@code Accept} asks for,
 * compressed if {@code Accept-Encoding} takes gzip. Thread-safe.
 */
public final class Scrape implements Processor {

  private static final Logger logger = LoggerFactory.getLogger(Scrape.class);

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry;
  private final SeriesStore store;
  private volatile boolean toldOfDuplicates;

  /**
   * Creates the answer to scrapes of a registry.
   *
   * @param store one of its collectors, whose metrics win over others of their name
   */
  public Scrape(PrometheusRegistry registry, SeriesStore store) {
    this.registry = registry;
    this.store = store;
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    Message message = exchange.getMessage();
    ExpositionFormatWriter writer =
        formats.findWriter(message.getHeader("Accept", "", String.class));
    boolean head = "HEAD".equals(message.getHeader(Exchange.HTTP_METHOD));
    boolean gzip = acceptsGzip(message.getHeader("Accept-Encoding", "", String.class));

    message.removeHeaders("*"); // the request's: Camel would send them back
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(body) : body) {
      writer.write(out, snapshots());
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
    message.setBody(head ? null : body.toByteArray());
  }

  /** The library refuses a scrape with two metrics of one name. */
  private MetricSnapshots snapshots() {
    try {
      return registry.scrape();
    } catch (IllegalStateException e) {
      MetricSnapshots own = store.collect();
      Set<String> names =
          own.stream().map(s -> s.getMetadata().getPrometheusName()).collect(Collectors.toSet());
      MetricSnapshots.Builder merged = MetricSnapshots.builder();
      own.forEach(merged::metricSnapshot);
      registry.scrape(name -> !names.contains(name)).forEach(merged::metricSnapshot);
      MetricSnapshots snapshots = merged.build();
      if (!toldOfDuplicates) {
        toldOfDuplicates = true;
        logger.error("expected one metric of each name, found several: {}", e.getMessage());
      }
      return snapshots;
    }
  }

  /** RFC 9110 §12.5.3: gzip is listed, and not with the weight of zero that refuses it. */
  private static boolean acceptsGzip(String acceptEncoding) {
    return Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.startsWith("gzip") && !coding.matches("gzip;q=0(\\.0*)?"));
  }
}
