package io.github.mqtttopicexporter.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Choices by chance, the same for a seed; {@code -Dfuzz.seed} and {@code -Dfuzz.messages}. */
public final class Fuzz {

  public static final long SEED = Long.getLong("fuzz.seed", 1);
  public static final int MESSAGES = Integer.getInteger("fuzz.messages", 100_000);

  /** Of a short run only what does not depend on the machine is asserted. */
  public static final boolean IS_LONG = MESSAGES >= 1_000_000;

  private static final List<byte[]> ODD =
      List.of(
          new byte[] {0},
          new byte[] {(byte) 0xc3, 0x28},
          new byte[] {(byte) 0xc0, (byte) 0x80},
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
          new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf},
          new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f},
          "\"".getBytes(StandardCharsets.UTF_8),
          "\\u0000".getBytes(StandardCharsets.UTF_8),
          "\r\n\r\n".getBytes(StandardCharsets.UTF_8),
          "-1e999999999".getBytes(StandardCharsets.UTF_8),
          "[[[[[[[[".getBytes(StandardCharsets.UTF_8),
          "${body}".getBytes(StandardCharsets.UTF_8),
          "{{x}}".getBytes(StandardCharsets.UTF_8));

  private final Random random = new Random(SEED);

  /** For the description of an assertion. */
  public static String seed() {
    return "-Dfuzz.seed=" + SEED;
  }

  /** The bytes of this JVM's heap that are in use, with what the test holds itself. */
  public static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  public long bits() {
    return random.nextLong();
  }

  public boolean oneIn(int number) {
    return random.nextInt(number) == 0;
  }

  public <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Bytes at random, fewer than a limit. */
  public byte[] bytes(int limit) {
    byte[] bytes = new byte[random.nextInt(limit)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Characters at random, fewer than a limit and none of them half of a pair. */
  public String text(int limit) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(limit); i > 0; i--) {
      int character = random.nextInt(oneIn(4) ? Character.MAX_CODE_POINT + 1 : 0x80);
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        text.appendCodePoint(character);
      }
    }
    return text.toString();
  }

  /** The same bytes but for one to four changes: some gone, doubled, changed or put in. */
  public byte[] mutated(byte[] original) {
    byte[] bytes = original;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, from + random.nextInt(8));
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> joined(bytes, from, new byte[0], to);
            case 2 -> joined(bytes, to, new byte[0], from);
            case 3 -> joined(bytes, from, of(ODD), to);
            case 4 -> joined(bytes, from, bytes(4), to);
            default -> joined(bytes, from, new byte[] {(byte) random.nextInt()}, from);
          };
    }
    return bytes;
  }

  private static byte[] joined(byte[] bytes, int end, byte[] between, int begin) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(bytes.length + 16);
    joined.write(bytes, 0, end);
    joined.writeBytes(between);
    joined.write(bytes, begin, bytes.length - begin);
    return joined.toByteArray();
  }
}
