package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttVersion;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.github.mqtttopicexporter.testing.ScriptedBroker;
import io.github.mqtttopicexporter.testing.ScriptedBroker.Client;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link HiveMqClient} takes from classes that the library may change at any time. */
class HiveMqClientTest {

  @ParameterizedTest
  @EnumSource
  void bothVersionsHaveALimitForWhatComesInAndALoopThatEnds(MqttVersion version) throws Exception {
    boolean mqtt5 = version == MqttVersion.MQTT_5_0;
    CompletableFuture<Thread> loop = new CompletableFuture<>();
    try (ScriptedBroker broker = new ScriptedBroker(mqtt5)) {
      CompletableFuture<Throwable> lost = new CompletableFuture<>();
      Mqtt5Client configured =
          MqttClient.builder()
              .useMqttVersion5()
              .identifier("a")
              .serverHost("127.0.0.1")
              .serverPort(broker.port())
              .executorConfig()
              .nettyExecutor(
                  task -> {
                    Thread thread = new Thread(task);
                    thread.start();
                    loop.complete(thread);
                  })
              .nettyThreads(1)
              .applyExecutorConfig()
              .addDisconnectedListener(context -> lost.complete(context.getCause()))
              .build();
      HiveMqClient client = HiveMqClient.of(version, configured);
      CompletableFuture<Mqtt5ConnAck> answer =
          client
              .client()
              .connect(
                  Mqtt5Connect.builder()
                      .restrictions()
                      .maximumPacketSize(100)
                      .applyRestrictions()
                      .build());
      try (Client connection = broker.accept()) {
        byte[] connect = connection.readConnect().body();
        assertThat(new String(connect, 2, 4, StandardCharsets.US_ASCII)).isEqualTo("MQTT");
        assertThat(connect[6]).isEqualTo((byte) (mqtt5 ? 5 : 4));
        connection.sendConnack();
        answer.get();
        connection.send(0x30, 101);
        connection.awaitEnd();
      }
      assertThat(lost.get()).hasMessageContaining("PUBLISH: incoming packet exceeded maximum");
      client.end();
      loop.get().join();
      client.end();
    }
  }
}
