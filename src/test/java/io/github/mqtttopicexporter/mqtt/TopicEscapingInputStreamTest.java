package io.github.mqtttopicexporter.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPingResp;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Paho's own reader of packets makes of topics. */
class TopicEscapingInputStreamTest {

  private final ByteArrayOutputStream packets = new ByteArrayOutputStream();

  /** A PUBLISH of quality of service 0 (MQTT 3.1.1 §3.3). */
  private void publish(byte[] topic, byte[] payload) {
    packets.write(0x30);
    int length = 2 + topic.length + payload.length;
    for (; length > 0x7f; length >>= 7) {
      packets.write((length & 0x7f) | 0x80);
    }
    packets.write(length);
    packets.write(topic.length >> 8);
    packets.write(topic.length);
    packets.writeBytes(topic);
    packets.writeBytes(payload);
  }

  private void publish(String topic, String payload) {
    publish(topic.getBytes(UTF_8), payload.getBytes(UTF_8));
  }

  private static MqttWireMessage read(InputStream in) throws IOException, MqttException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(in.read());
    int length = 0;
    int shift = 0;
    int next;
    do {
      next = in.read();
      packet.write(next);
      length |= (next & 0x7f) << shift;
      shift += 7;
    } while (next > 0x7f);
    packet.writeBytes(in.readNBytes(length));
    return MqttWireMessage.createWireMessage(packet.toByteArray());
  }

  private static void assertMessage(InputStream in, String topic, String payload)
      throws IOException, MqttException {
    MqttPublish publish = (MqttPublish) read(in);
    assertThat(PahoTopic.unescape(publish.getTopicName())).isEqualTo(topic);
    MqttMessage message = publish.getMessage();
    assertThat(new String(message.getPayload(), UTF_8)).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home/sensor/temp",
        "größe/温度",
        "zigbee2mqtt/🛋 Sofa",
        "😀",
        "a/😀/b/𝄞",
        "bell/\u0007",
        "\u007f\u0085",
        "\ufdd0\ufffe",
        "\ue000",
        "\ue00001f600",
        "\ue000😀$1\\",
      })
  void anyTopicArrivesAsItIs(String topic) throws Exception {
    publish(topic, "21.5");
    publish("next", "7");
    try (InputStream in = new TopicEscapingInputStream(packets())) {
      assertMessage(in, topic, "21.5");
      assertMessage(in, "next", "7");
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aTopicOfAnyCharacterArrivesAsItIs() throws Exception {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x1_0000 ? 1 : 0x101) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        packets.reset();
        publish("a/" + Character.toString(c), "7");
        try (InputStream in = new TopicEscapingInputStream(packets())) {
          assertMessage(in, "a/" + Character.toString(c), "7");
        }
      }
    }
  }

  @Test
  void payloadsOfAnyLengthArriveAsTheyAre() throws Exception {
    for (int length : new int[] {0, 1, 118, 119, 200, 16_375, 16_376, 2_100_000}) {
      publish("😀", "x".repeat(length));
    }
    try (InputStream in = new TopicEscapingInputStream(packets())) {
      for (int length : new int[] {0, 1, 118, 119, 200, 16_375, 16_376, 2_100_000}) {
        assertMessage(in, "😀", "x".repeat(length));
      }
    }
  }

  @Test
  void whatIsNoMessageIsAsItIs() throws Exception {
    packets.writeBytes(new byte[] {(byte) 0xd0, 0});
    publish("😀", "7");
    packets.writeBytes(new byte[] {(byte) 0xd0, 0});
    try (InputStream in = new TopicEscapingInputStream(packets())) {
      assertThat(read(in)).isInstanceOf(MqttPingResp.class);
      assertMessage(in, "😀", "7");
      assertThat(read(in)).isInstanceOf(MqttPingResp.class);
    }
  }

  @Test
  void aTopicThatIsTooLongToBeEscapedLosesWhatPahoRefuses() throws Exception {
    publish("😀".repeat(16_000), "7");
    try (InputStream in = new TopicEscapingInputStream(packets())) {
      assertMessage(in, "?".repeat(16_000), "7");
    }
  }

  @Test
  void aReadThatTimesOutAnywhereGoesOn() throws Exception {
    publish("a/😀", "x".repeat(300));
    ByteArrayOutputStream slow = new ByteArrayOutputStream();
    try (InputStream in = new TopicEscapingInputStream(slowly(packets()))) {
      for (int timeouts = 0; timeouts < 1_000; timeouts++) {
        try {
          int next = in.read();
          if (next < 0) {
            break;
          }
          slow.write(next);
        } catch (SocketTimeoutException ignored) {
          // as Paho does
        }
      }
    }
    assertMessage(new ByteArrayInputStream(slow.toByteArray()), "a/😀", "x".repeat(300));
  }

  @Test
  void aPacketThatIsCutShortIsTheEnd() throws Exception {
    publish("a/😀", "7");
    byte[] whole = packets.toByteArray();
    for (int length = 0; length < whole.length; length++) {
      try (InputStream in =
          new TopicEscapingInputStream(new ByteArrayInputStream(whole, 0, length))) {
        in.readAllBytes();
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  private InputStream packets() {
    return new ByteArrayInputStream(packets.toByteArray());
  }

  /** Times out before every byte. */
  private static InputStream slowly(InputStream in) {
    return new InputStream() {
      private boolean timeout;

      @Override
      public int read() throws IOException {
        timeout = !timeout;
        if (timeout) {
          throw new SocketTimeoutException();
        }
        return in.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int next = read();
        if (next < 0) {
          return -1;
        }
        target[offset] = (byte) next;
        return 1;
      }
    };
  }
}
