package io.github.mqtttopicexporter.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.testing.Fuzz;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.ScriptedBroker;
import io.github.mqtttopicexporter.testing.ScriptedBroker.Client;
import io.github.mqtttopicexporter.values.BrokerUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * A broker that answers at random in every state of a connection, and is good again: its route
 * hears it then, and a route with another broker all the time.
 */
@ParameterizedClass
@ValueSource(strings = {"paho", "paho-mqtt5"})
class BrokerFuzzTest {

  private static final int ROUNDS = 50 + Fuzz.MESSAGES / 5_000;

  private final String scheme;
  private final boolean mqtt5;
  private final ScriptedBroker hostile;
  private final ScriptedBroker good;
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Subscriptions subscriptions = new Subscriptions();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> receivedByOther = new LinkedBlockingQueue<>();
  private final Queue<Throwable> escaped = new ConcurrentLinkedQueue<>();
  private final LogLines lines = new LogLines();
  private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
  private final Fuzz fuzz = new Fuzz();
  private final List<byte[]> packets;

  BrokerFuzzTest(String scheme) throws IOException {
    this.scheme = scheme;
    mqtt5 = scheme.equals("paho-mqtt5");
    hostile = new ScriptedBroker(mqtt5);
    good = new ScriptedBroker(mqtt5);
    packets = packets(mqtt5 ? "\0" : "");
    MqttSettings settings =
        new MqttSettings(
            BrokerUrl.parse("mqtt://127.0.0.1:" + hostile.port()),
            Optional.empty(),
            new TlsFiles(null, null, null, false),
            0,
            "test",
            Duration.ofMillis(10),
            1 << 20,
            subscriptions);
    TestSettings.addComponents(camel, settings);
  }

  /**
   * Some of each type that a broker sends, and of others.
   *
   * @param properties none, as MQTT 5 writes them
   */
  private static List<byte[]> packets(String properties) {
    return List.of(
        packet(0x20, "\0\0" + properties),
        packet(0x20, "\0\5" + properties),
        packet(0x20, "\1\0" + properties),
        packet(0x90, "\0\1" + properties + "\0"),
        packet(0x90, "\0\2" + properties + "\0"),
        packet(0x90, "\0\1" + properties + "\u0080"),
        packet(0x30, "\0\3t/a" + properties + "1"),
        packet(0x31, "\0\3t/a" + properties + "x".repeat(100)),
        packet(0x32, "\0\3t/a\0\1" + properties + "1"),
        packet(0x34, "\0\3t/a\0\2" + properties + "1"),
        packet(0x3c, "\0\3t/a\0\2" + properties + "1"),
        packet(0x30, "\0\0" + (properties.isEmpty() ? "" : "\3#\0\1") + "1"),
        packet(0x62, "\0\2"),
        packet(0x40, "\0\1"),
        packet(0xb0, "\0\1" + properties),
        packet(0xd0, ""),
        packet(0xe0, properties.isEmpty() ? "" : "\u008b\5\37\0\2by"),
        packet(0xf0, properties.isEmpty() ? "" : "\30\0"),
        packet(0x10, "\0\4MQTT\4\2\0\0\0\1p"),
        packet(0x82, "\0\1\0\1#\0"));
  }

  private static byte[] packet(int type, String body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(type);
    packet.write(body.length());
    packet.writeBytes(body.getBytes(StandardCharsets.ISO_8859_1));
    return packet.toByteArray();
  }

  @BeforeEach
  void start() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> escaped.add(error));
    root().iteratorForAppenders().forEachRemaining(others::add);
    others.forEach(root()::detachAppender);
    root().addAppender(lines);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(scheme + ":t/#").process(exchange -> received.add(text(exchange)));
            from(scheme
                    + ":other/#?keepAliveInterval=3600&brokerUrl=tcp://127.0.0.1:"
                    + good.port())
                .process(exchange -> receivedByOther.add(text(exchange)));
          }
        });
    camel.start();
    subscriptions.moveTo(camel, route -> false);
  }

  @AfterEach
  void stop() throws IOException {
    camel.close();
    hostile.close();
    good.close();
    root().detachAppender(lines);
    others.forEach(root()::addAppender);
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  private static String text(Exchange exchange) {
    return exchange.getMessage().getBody(String.class);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @Test
  void everyRouteHearsTheNextGoodMessage() throws Exception {
    long start = System.nanoTime();
    long longestDeaf = 0;
    int linesLogged = 0;
    int threads = 0;
    long heapAtHalf = 0;
    try (Client other = good.acceptSubscriber()) {
      for (int round = 1; round <= ROUNDS; round++) {
        try (Client client = hostile.accept()) {
          attack(client);
        }
        long attacked = System.nanoTime();
        try (Client next = hostile.acceptSubscriber()) {
          next.publish("t/good", "good " + round);
          awaitMessage(received, "good " + round);
        }
        longestDeaf = Math.max(longestDeaf, System.nanoTime() - attacked);
        other.publish("other/a", "round " + round);
        awaitMessage(receivedByOther, "round " + round);
        List<ILoggingEvent> logged = lines.take();
        logged.removeIf(line -> !isOurs(line));
        assertThat(logged).as(Fuzz.seed()).noneMatch(line -> line.getLevel() == Level.ERROR);
        linesLogged += logged.size();
        if (round == ROUNDS / 2) {
          threads = Thread.activeCount();
          heapAtHalf = Fuzz.heap();
        }
      }
    }
    long heap = Fuzz.heap();
    System.out.printf(
        "%s: %d rounds in %d s, deaf for %d ms at most, %d lines logged, heap %d MiB at half and %d"
            + " MiB at the end%n",
        scheme,
        ROUNDS,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        TimeUnit.NANOSECONDS.toMillis(longestDeaf),
        linesLogged,
        heapAtHalf >> 20,
        heap >> 20);
    assertThat(escaped).as(Fuzz.seed()).isEmpty();
    assertThat(linesLogged).as("one for each connection").isLessThanOrEqualTo(2 * ROUNDS + 1);
    assertThat(Thread.activeCount()).as(Fuzz.seed()).isLessThanOrEqualTo(threads + 1);
    assertThat(heap).as(Fuzz.seed()).isLessThan(heapAtHalf + heapAtHalf / 20);
    if (Fuzz.IS_LONG) {
      assertThat(Duration.ofNanos(longestDeaf)).as(Fuzz.seed()).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Those of libraries have ten lines a minute each. */
  private static boolean isOurs(ILoggingEvent line) {
    return line.getLoggerName().startsWith("io.github.mqtttopicexporter");
  }

  /** Sends a few packets, good ones and others, after CONNECT, after SUBSCRIBE or later. */
  private void attack(Client client) throws IOException {
    try {
      int state = fuzz.below(4);
      if (state > 0) {
        client.readConnect();
      }
      if (state > 1) {
        client.sendConnack();
      }
      if (state > 2) {
        client.grant();
      }
      for (int i = fuzz.below(5); i >= 0; i--) {
        byte[] packet = fuzz.of(packets);
        client.send(
            fuzz.oneIn(5) ? fuzz.bytes(100) : fuzz.oneIn(2) ? packet : fuzz.mutated(packet));
      }
    } catch (IOException ignored) {
      // the client has had enough
    }
  }

  private static void awaitMessage(BlockingQueue<String> messages, String text)
      throws InterruptedException {
    String message = "";
    while (!text.equals(message)) {
      message = messages.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(message).as(Fuzz.seed()).isNotNull();
    }
  }
}
