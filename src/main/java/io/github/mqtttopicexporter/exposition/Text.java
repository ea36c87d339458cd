package io.github.mqtttopicexporter.exposition;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are written at the end and read from the start. Not thread-safe. */
final class Text extends OutputStream {

  private byte[] bytes = new byte[16 * 1_024];
  private int start;
  private int end;

  @Override
  public void write(int b) {
    reserve(1);
    bytes[end++] = (byte) b;
  }

  @Override
  public void write(byte[] added, int offset, int length) {
    reserve(length);
    System.arraycopy(added, offset, bytes, end, length);
    end += length;
  }

  @Override
  public void write(byte[] added) {
    write(added, 0, added.length);
  }

  void write(String added) {
    write(added.getBytes(StandardCharsets.UTF_8));
  }

  private void reserve(int length) {
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + length));
    }
  }

  /** Moves at most {@code length} bytes to an array; returns their number. */
  int moveTo(byte[] target, int offset, int length) {
    int count = Math.min(length, size());
    System.arraycopy(bytes, start, target, offset, count);
    moved(count);
    return count;
  }

  /** Moves all bytes to a stream. */
  void moveTo(OutputStream target) throws IOException {
    target.write(bytes, start, size());
    moved(size());
  }

  private void moved(int count) {
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
    }
  }

  int size() {
    return end - start;
  }

  @Override
  public String toString() {
    return new String(bytes, start, size(), StandardCharsets.UTF_8);
  }
}
