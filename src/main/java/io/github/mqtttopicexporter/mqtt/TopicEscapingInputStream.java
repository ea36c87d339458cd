package io.github.mqtttopicexporter.mqtt;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The packets of a broker (MQTT 3.1.1 §2), with the topics of messages escaped for Paho. A read may
 * time out anywhere, as Paho's do, and the next one goes on from there. Not thread-safe.
 */
final class TopicEscapingInputStream extends FilterInputStream {

  private static final int PUBLISH = 3;
  private static final int MAX_LENGTH_BYTES = 4;

  /** A packet to the end of its topic, as far as it has come. */
  private byte[] start = new byte[64];

  private int startSize;

  /** The same as Paho is to read it. */
  private ByteBuffer escaped = ByteBuffer.allocate(0);

  /** How many bytes of the packet follow, as they are. */
  private int rest;

  TopicEscapingInputStream(InputStream packets) {
    super(new BufferedInputStream(packets));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!escaped.hasRemaining() && rest == 0 && !startNextPacket()) {
      return -1;
    }
    if (escaped.hasRemaining()) {
      int count = Math.min(length, escaped.remaining());
      escaped.get(target, offset, count);
      return count;
    }
    int count = in.read(target, offset, Math.min(length, rest));
    rest -= Math.max(0, count);
    return count;
  }

  @Override
  public int available() throws IOException {
    return escaped.remaining() + in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads a packet to the end of its topic; whether there is one. */
  private boolean startNextPacket() throws IOException {
    for (int size = startSizeNeeded(); startSize < size; size = startSizeNeeded()) {
      start = size <= start.length ? start : Arrays.copyOf(start, size);
      int count = in.read(start, startSize, size - startSize);
      if (count < 0) {
        return false;
      }
      startSize += count;
    }
    int header = 1 + lengthBytes();
    rest = remainingLength() - (startSize - header);
    if (isPublish() && startSize > header + 2) {
      byte[] topic = PahoTopic.escape(Arrays.copyOfRange(start, header + 2, startSize));
      escaped = ByteBuffer.allocate(1 + MAX_LENGTH_BYTES + 2 + topic.length);
      escaped.put(start[0]);
      putLength(2 + topic.length + rest);
      escaped.putShort((short) topic.length).put(topic).flip();
    } else {
      escaped = ByteBuffer.wrap(Arrays.copyOf(start, startSize));
    }
    startSize = 0;
    return true;
  }

  /** How much is needed of the start, by what there is of it. */
  private int startSizeNeeded() {
    int header = 1 + lengthBytes();
    if (startSize < header || header == 1) {
      return startSize + 1;
    }
    if (!isPublish() || remainingLength() < 2) {
      return header;
    }
    if (startSize < header + 2) {
      return header + 2;
    }
    int topicLength = ByteBuffer.wrap(start).getShort(header) & 0xffff;
    return header + Math.min(2 + topicLength, remainingLength());
  }

  private boolean isPublish() {
    return (start[0] & 0xff) >> 4 == PUBLISH;
  }

  /** How many bytes the remaining length has (§2.2.3); 0 if the last one has not come. */
  private int lengthBytes() {
    for (int i = 1; i < startSize; i++) {
      if (start[i] >= 0 || i == MAX_LENGTH_BYTES) {
        return i;
      }
    }
    return 0;
  }

  private int remainingLength() {
    int length = 0;
    for (int i = lengthBytes(); i > 0; i--) {
      length = (length << 7) | (start[i] & 0x7f);
    }
    return length;
  }

  private void putLength(int length) {
    int left = length;
    for (; left > 0x7f; left >>= 7) {
      escaped.put((byte) ((left & 0x7f) | 0x80));
    }
    escaped.put((byte) left);
  }
}
