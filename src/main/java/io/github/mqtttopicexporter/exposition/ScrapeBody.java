package io.github.mqtttopicexporter.exposition;

import io.github.mqtttopicexporter.series.ScrapedFamily;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/**
 * The body of a scrape, of which no more is ever in memory than a few series: they are written
 * while they are read. One thread at a time may read it.
 */
final class ScrapeBody extends InputStream {

  private final Iterator<ScrapedFamily> families;
  private final ExpositionFormatWriter writer;

  /** What the format ends with. */
  private final Bytes end = new Bytes();

  private final Bytes part = new Bytes();
  private final Bytes unread = new Bytes();
  private final OutputStream out;

  private Iterator<MetricSnapshot> parts = Collections.emptyIterator();
  private boolean hasHead;
  private boolean hasEnd;
  private int at;

  ScrapeBody(List<ScrapedFamily> families, ExpositionFormatWriter writer, boolean gzip)
      throws IOException {
    this.families = families.iterator();
    this.writer = writer;
    writer.write(end, MetricSnapshots.of());
    out = gzip ? new GZIPOutputStream(unread) : unread;
  }

  @Override
  public int read() throws IOException {
    return fill() ? unread.bytes()[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, unread.size() - at);
    System.arraycopy(unread.bytes(), at, bytes, offset, count);
    at += count;
    return count;
  }

  /** Never zero before the end: Camel would take another turn through its threads for the rest. */
  @Override
  public int available() {
    return hasEnd ? unread.size() - at : Math.max(unread.size() - at, 1);
  }

  /** Makes sure that there is something unread; false at the end. */
  private boolean fill() throws IOException {
    while (at == unread.size()) {
      if (hasEnd) {
        return false;
      }
      unread.reset();
      at = 0;
      writeMore();
    }
    return true;
  }

  private void writeMore() throws IOException {
    if (parts.hasNext()) {
      part.reset();
      writer.write(part, MetricSnapshots.of(parts.next()));
      int length = part.size() - end.size();
      int start = hasHead ? part.afterComments(length) : 0;
      out.write(part.bytes(), start, length - start);
      hasHead |= length > 0;
    } else if (families.hasNext()) {
      parts = families.next().parts();
      hasHead = false;
    } else {
      end.writeTo(out);
      out.close();
      hasEnd = true;
    }
  }

  /** Frees what compression holds. */
  @Override
  public void close() throws IOException {
    hasEnd = true;
    out.close();
  }

  /** Bytes that are read where they lie. */
  private static final class Bytes extends ByteArrayOutputStream {

    byte[] bytes() {
      return buf;
    }

    /** The place of the first line that is no comment. */
    int afterComments(int length) {
      int start = 0;
      while (start < length && buf[start] == '#') {
        while (buf[start++] != '\n') {
          // a line of a comment
        }
      }
      return start;
    }
  }
}
