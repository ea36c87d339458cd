package io.github.mqtttopicexporter.mqtt;

import static io.github.mqtttopicexporter.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.mqtttopicexporter.credentials.TlsFiles;
import io.github.mqtttopicexporter.testing.LogLines;
import io.github.mqtttopicexporter.testing.Patience;
import io.github.mqtttopicexporter.testing.ScriptedBroker;
import io.github.mqtttopicexporter.testing.ScriptedBroker.Client;
import io.github.mqtttopicexporter.values.BrokerUrl;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Brokers that are at fault, or mean harm: a route hears the next good message all the same. */
@ParameterizedClass
@ValueSource(strings = {"paho", "paho-mqtt5"})
class HostileBrokerTest {

  private static final int MAX_PACKET_SIZE = 1 << 20;

  private static final Duration MAX_PAUSE = Duration.ofMillis(100);

  private static final int REFUSED = 20;

  private static final int RESTARTS = 30;

  private static final int ROUTES = 20;

  private final String scheme;
  private final boolean mqtt5;
  private final ScriptedBroker broker;
  private final DefaultCamelContext camel = new DefaultCamelContext();
  private final Subscriptions subscriptions = new Subscriptions();
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final LogLines lines = new LogLines();

  HostileBrokerTest(String scheme) throws IOException {
    this.scheme = scheme;
    mqtt5 = scheme.equals("paho-mqtt5");
    broker = new ScriptedBroker(mqtt5);
    MqttSettings settings =
        new MqttSettings(
            BrokerUrl.parse("mqtt://127.0.0.1:" + broker.port()),
            Optional.empty(),
            new TlsFiles(null, null, null, false),
            0,
            "test",
            MAX_PAUSE,
            MAX_PACKET_SIZE,
            subscriptions);
    TestSettings.addComponents(camel, settings);
  }

  @BeforeEach
  void listen() {
    logger().addAppender(lines);
    logger().setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() throws IOException {
    logger().detachAppender(lines);
    logger().setLevel(null);
    camel.close();
    broker.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.github.mqtttopicexporter.mqtt");
  }

  /** Starts a route that notes what it receives. */
  private void start(String options) throws Exception {
    start(
        "t/#" + options,
        exchange ->
            received.add(
                exchange.getMessage().getHeader("CamelMqttTopic")
                    + "="
                    + exchange.getMessage().getBody(String.class)));
  }

  private void start(String topicAndOptions, Processor step) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(scheme + ":" + topicAndOptions)
                .routeId(topicAndOptions.replaceFirst("/.*", ""))
                .process(step);
          }
        });
    camel.start();
    subscriptions.moveTo(camel, route -> false);
  }

  private void assertReceives(Client client, String topic) throws Exception {
    client.publish(topic, "21.5");
    assertReceived(topic + "=21.5");
  }

  private void assertReceived(String message) throws InterruptedException {
    assertThat(received.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(message);
  }

  private void assertTold(String reason) {
    await()
        .untilAsserted(
            () ->
                assertThat(lines.events())
                    .filteredOn(line -> line.getLevel() == Level.WARN)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anySatisfy(line -> assertThat(line).contains(reason)));
  }

  private void awaitPending(String... routes) {
    await().until(() -> subscriptions.pending().equals(List.of(routes)));
  }

  private void assertHeardAgain() throws Exception {
    try (Client next = broker.acceptSubscriber()) {
      assertReceives(next, "t/next");
    }
  }

  @Test
  void fiveBytesThatAnnounceALargeMessageTakeNoMemory() throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      client.send(0x30, 0xff, 0xff, 0xff, 0x7f);
      client.awaitEnd();
    }
    assertHeardAgain();
    assertTold(
        "t: lost the connection to mqtt://127.0.0.1:"
            + broker.port()
            + ": a message is larger than --mqtt.max-packet-size");
  }

  @Test
  void aMessageThatIsTooLargeIsCounted() throws Exception {
    start("");
    for (int i = 0; i < 2; i++) {
      try (Client client = broker.acceptSubscriber()) {
        client.send(0x30, 0x81, 0x80, 0x40); // 1 MiB + 1
        client.awaitEnd();
      }
    }
    assertHeardAgain();
    PrometheusRegistry metrics = new PrometheusRegistry();
    subscriptions.register(metrics);
    CounterSnapshot outages =
        (CounterSnapshot) metrics.scrape("mqtt_exporter_outages"::equals).iterator().next();
    assertThat(outages.getDataPoints())
        .filteredOn(outage -> outage.getLabels().get("reason").equals("packet_too_large"))
        .singleElement()
        .returns(2.0, CounterDataPointSnapshot::getValue);
  }

  @Test
  void aBrokerOfMqtt5IsToldTheLimits() throws Exception {
    start("?qos=1");
    try (Client client = broker.accept()) {
      String connect = new String(client.readConnect().body(), StandardCharsets.ISO_8859_1);
      // receive maximum 100, maximum packet size 1 MiB (MQTT 5 §3.1.2.11)
      assertThat(connect.contains("!\0d") && connect.contains("'\0\u0010\0\0")).isEqualTo(mqtt5);
    }
  }

  @Test
  void aConnackOfAnyLengthTakesNoMemory() throws Exception {
    start("");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.send(0x20, 0xff, 0xff, 0xff, 0x7f);
      client.awaitEnd();
    }
    assertHeardAgain();
    assertTold("the broker does not speak MQTT " + (mqtt5 ? "5" : "3.1.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t/\u0001", "t/a\nb", "t/\ufdd0", "t/🛋", "t/\ue000", "t/\u202e"})
  void anyTopicIsATopic(String topic) throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      assertReceives(client, topic);
      assertReceives(client, "t/next");
    }
  }

  @Test
  void anyUserPropertyIsOne() throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      byte[] topic = "t/a".getBytes(StandardCharsets.UTF_8);
      client.publish(0x30, topic, "1", 0x26, 0, 3, 'a', '\n', 'b', 0, 1, 0x7f);
      assertReceived("t/a=1");
      assertReceives(client, "t/next");
    }
  }

  @Test
  void noUserPropertyIsAHeader() throws Exception {
    BlockingQueue<Map<String, Object>> headers = new LinkedBlockingQueue<>();
    start(
        "t/#",
        exchange -> {
          Map<String, Object> given = new HashMap<>(exchange.getMessage().getHeaders());
          given.remove("CamelPahoMqtt5MsgProperties"); // all of them, as one object
          headers.add(given);
        });
    try (Client client = broker.acceptSubscriber()) {
      byte[] topic = "t/a".getBytes(StandardCharsets.UTF_8);
      client.publish(0x30, topic, "1", userProperties("CamelMqttTopic", "CamelFileName", "own"));
      client.publish(0x30, topic, "1");
      assertThat(headers.take()).isEqualTo(headers.take()).containsEntry("CamelMqttTopic", "t/a");
    }
  }

  /** Each with the value x: MQTT 5 §3.3.2.3.7. */
  private static int[] userProperties(String... names) {
    return Arrays.stream(names)
        .flatMapToInt(
            name ->
                IntStream.concat(
                    IntStream.concat(IntStream.of(0x26, 0, name.length()), name.chars()),
                    IntStream.of(0, 1, 'x')))
        .toArray();
  }

  /** By MQTT 5 the broker is told how many it may have on their way. */
  @Test
  void messagesThatAreNeverReleasedDoNoHarm() throws Exception {
    start("?qos=2");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
      client.answerSubscribe(2);
      Thread flood = new Thread(() -> sendAllPacketIdentifiers(client));
      flood.start();
      if (mqtt5) {
        client.awaitEnd();
      } else {
        for (int i = 0; i < 0xffff; i++) {
          client.await(ScriptedBroker.PUBREC);
        }
        client.publish("t/next", "1");
        client.publish("t/last", "1");
        await().until(() -> received.contains("t/last=1"));
      }
      flood.join();
    }
    if (mqtt5) {
      await().until(() -> received.size() >= ClientOptions.MAX_IN_FLIGHT);
      assertTold("receive maximum");
      received.clear();
      assertHeardAgain();
    } else {
      assertThat(received).hasSize(0xffff + 2);
    }
  }

  private void sendAllPacketIdentifiers(Client client) {
    try {
      for (int id = 1; id <= 0xffff; id++) {
        int[] message = {0x34, 8, 0, 3, 't', '/', 'a', id >> 8, id & 0xff, mqtt5 ? 0 : '1'};
        client.send(message);
      }
    } catch (IOException ignored) {
      // the client has had enough
    }
  }

  @Test
  void restartsOfABrokerLeaveNoThreads() throws Exception {
    start("");
    int before = 0;
    for (int i = 0; i < RESTARTS; i++) {
      try (Client client = broker.acceptSubscriber()) {
        assertReceives(client, "t/" + i);
      }
      if (i == 1) {
        before = Thread.activeCount();
      }
    }
    assertHeardAgain();
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30 04 00 02 c3 28", // a topic that is not UTF-8
        "30 04 00 02 61 00", // with a null character
        "30 04 00 02 61 2b", // with a wildcard
        "30 02 00 ff", // a topic beyond its packet
        "36 05 00 01 61 00 01", // quality of service 3
        "f0 00", // authentication
        "00 00", // no packet of MQTT
        "20 03 00 00 00", // a second CONNACK
        "90 03 00 07 00", // a SUBACK for no SUBSCRIBE
        "62 02 00 07", // a PUBREL for no PUBLISH: answered, or refused
        "ff ff ff ff ff ff"
      })
  void garbageCostsAtMostTheConnection(String bytes) throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      for (String hex : bytes.split(" ", -1)) {
        client.send(Integer.parseInt(hex, 16));
      }
      try {
        client.publish("t/same", "1");
      } catch (IOException ignored) {
        // closed already
      }
      Thread accept = new Thread(this::acceptAndPublish);
      accept.start();
      String first = received.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(first).isIn("t/same=1", "t/next=1");
      broker.close();
      accept.join();
    }
  }

  private void acceptAndPublish() {
    try (Client next = broker.acceptSubscriber()) {
      next.publish("t/next", "1");
    } catch (IOException ignored) {
      // the connection before was not lost
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30 ff ff ff 7f", // a large message
        "30 04 00 02 c3 28", // a topic that is not UTF-8
        "36 05 00 01 61 00 01", // quality of service 3
        "00 00" // no packet of MQTT
      })
  void aPacketThatEndsAConnectionLeavesThatOfAnotherRoute(String bytes) throws Exception {
    start("other/#", exchange -> received.add("other"));
    try (Client other = broker.acceptSubscriber()) {
      start("");
      try (Client client = broker.acceptSubscriber()) {
        for (String hex : bytes.split(" ", -1)) {
          other.send(Integer.parseInt(hex, 16));
        }
        other.awaitEnd();
        assertReceives(client, "t/a");
        try (Client otherAgain = broker.acceptSubscriber()) {
          otherAgain.publish("other/a", "1");
          assertReceived("other");
          assertReceives(client, "t/b");
        }
      }
    }
  }

  @Test
  void eachOutageIsToldThoughAnotherRouteIsRefusedForGood() throws Exception {
    int outages = 3;
    start("refused/#?clientId=refused", exchange -> {});
    start("?clientId=good");
    for (int i = 0; i < outages; i++) {
      int refusals = told("refused the subscription").size();
      Client good = grantTheGoodOneAndRefuseTheOther();
      await().until(() -> told("refused the subscription").size() > refusals);
      awaitPending("refused");
      good.close();
      // and nobody comes back for a while
      broker.accept().close();
      broker.accept().close();
    }
    await().until(() -> told("lost the connection").size() == outages);
    assertThat(told("lost the connection")).allMatch(line -> line.getLevel() == Level.WARN);
  }

  private List<ILoggingEvent> told(String words) {
    return lines.events().stream()
        .filter(line -> line.getFormattedMessage().contains(words))
        .toList();
  }

  private Client grantTheGoodOneAndRefuseTheOther() throws IOException {
    Client good = null;
    boolean refused = false;
    while (good == null || !refused) {
      Client client = broker.accept();
      String connect = new String(client.readConnect().body(), StandardCharsets.UTF_8);
      client.sendConnack();
      if (connect.contains("good")) {
        client.grant();
        good = client;
      } else {
        client.answerSubscribe(0x80);
        client.awaitEnd();
        client.close();
        refused = true;
      }
    }
    return good;
  }

  @Test
  void aMessageBeforeTheConnackIsNone() throws Exception {
    start("");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.publish("t/early", "1");
      client.sendConnack();
      client.awaitEnd();
    }
    assertHeardAgain();
  }

  @Test
  void aSubackWithoutACodeIsNoGrant() throws Exception {
    start("");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
      client.answerSubscribe();
      client.awaitEnd();
      awaitPending("t");
    }
    assertHeardAgain();
  }

  @Test
  void aSubackWithTooManyCodesIsNoGrant() throws Exception {
    start("");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
      client.answerSubscribe(0, 0);
      client.awaitEnd();
    }
    assertHeardAgain();
  }

  @Test
  void aSubackThatDoesNotComeIsNotWaitedForForEver() throws Exception {
    start("?connectionTimeout=1");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
      client.awaitEnd();
      awaitPending("t");
    }
    assertHeardAgain();
    assertTold("no answer in time");
  }

  @Test
  void aConnackThatDoesNotComeIsNotWaitedForForEver() throws Exception {
    start("?connectionTimeout=1");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.awaitEnd();
    }
    assertHeardAgain();
    assertTold("no answer in time");
  }

  @Test
  void aConnectionThatIsClosedBetweenConnackAndSubackIsNotWaitedFor() throws Exception {
    start("?connectionTimeout=3600");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
    }
    assertHeardAgain();
    assertTold("the broker closed the connection");
  }

  @Test
  void aBrokerThatAnswersNoPingIsGone() throws Exception {
    start("?keepAliveInterval=1");
    try (Client client = broker.acceptSubscriber()) {
      awaitPending();
      client.await(ScriptedBroker.PINGREQ);
      client.awaitEnd();
      awaitPending("t");
      assertTold(
          "lost the connection to mqtt://127.0.0.1:" + broker.port() + ": no answer in time");
    }
    assertHeardAgain();
  }

  @Test
  void theKeepAliveOfTheBrokerIsFollowed() throws Exception {
    if (!mqtt5) {
      return;
    }
    start("?keepAliveInterval=3600");
    try (Client client = broker.accept()) {
      client.readConnect();
      client.send(0x20, 6, 0, 0, 3, 0x13, 0, 1);
      client.grant();
      client.await(ScriptedBroker.PINGREQ);
    }
  }

  @Test
  void theBrokersWordsAreTold() throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      if (mqtt5) {
        client.send(0xe0, 7, 0x8b, 5, 0x1f, 0, 2, 'b', 'y');
        client.awaitEnd();
        assertTold("the broker closed the connection: server shutting down (by)");
      }
    }
    assertHeardAgain();
  }

  @Test
  void connectionsThatAreRefusedOrCutLeaveNoThreads() throws Exception {
    start("");
    awaitPending("t");
    int before = 0;
    for (int i = 0; i < REFUSED; i++) {
      try (Client client = broker.accept()) {
        if (i % 2 == 0) {
          client.readConnect();
          client.send(mqtt5 ? new int[] {0x20, 3, 0, 0x87, 0} : new int[] {0x20, 2, 0, 5});
          client.awaitEnd();
        }
      }
      if (i == 1) {
        before = Thread.activeCount();
      }
    }
    assertHeardAgain();
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 1);
    assertTold("the broker refused: not authorized");
  }

  @Test
  void eachRouteHasOneThread() throws Exception {
    start("");
    List<Client> clients = new ArrayList<>();
    clients.add(broker.acceptSubscriber());
    int before = Thread.activeCount();
    for (int i = 0; i < ROUTES; i++) {
      start("t" + i, exchange -> {});
      clients.add(broker.acceptSubscriber());
    }
    awaitPending();
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + ROUTES + 1);
    camel.stop();
    await().until(() -> Thread.activeCount() <= before);
    for (Client client : clients) {
      client.close();
    }
  }

  @Test
  void anErrorIsNotTheEnd() throws Exception {
    MqttEndpoint endpoint =
        (MqttEndpoint) camel.getEndpoint("paho:t/#?brokerUrl=tcp://127.0.0.1:" + broker.port());
    ClientOptions options = ClientOptions.of(endpoint);
    BrokerUrl server = options.servers().get(0);
    List<BrokerUrl> servers =
        new AbstractList<>() {
          private int calls;

          @Override
          public BrokerUrl get(int index) {
            if (calls++ == 0) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return server;
          }

          @Override
          public int size() {
            return 1;
          }
        };
    SubscribingConsumer consumer =
        new SubscribingConsumer(
            endpoint,
            message -> {},
            new ClientOptions(
                options.version(),
                servers,
                options.webSocketHeaders(),
                options.hostnameVerifier(),
                options.clientIdPrefix(),
                options.timeoutSeconds(),
                options.tls(),
                options.passwordFile(),
                options.connect(),
                options.subscribe()));
    consumer.setRouteId("t");
    Subscription subscription = new Subscription(consumer, new OutageLog(), null);
    subscription.start();
    try (Client client = broker.accept()) {
      client.readConnect();
    }
    subscription.stop();
    assertTold("unable to create native thread");
  }

  @Test
  void aRouteThatBlocksLeavesOthersTheirMessagesAndPings() throws Exception {
    BlockingQueue<Object> blocked = new LinkedBlockingQueue<>();
    BlockingQueue<Object> released = new LinkedBlockingQueue<>();
    start(
        "b/#?keepAliveInterval=1",
        exchange -> {
          blocked.add(exchange);
          released.take();
        });
    try (Client blocking = broker.acceptSubscriber()) {
      blocking.publish("b/1", "1");
      blocked.take();
      start("?keepAliveInterval=1");
      try (Client other = broker.acceptSubscriber()) {
        for (int i = 0; i < 3; i++) {
          other.await(ScriptedBroker.PINGREQ);
          other.send(0xd0, 0);
          assertReceives(other, "t/" + i);
        }
        // the broker has missed its pings by now
        awaitPending("b");
      }
    } finally {
      released.add("go on");
    }
  }

  /** Five routes that read five large messages at a time would need a heap for each. */
  @Test
  void oneLargeMessageIsRoutedAtATime() throws Exception {
    BlockingQueue<Object> blocked = new LinkedBlockingQueue<>();
    BlockingQueue<Object> released = new LinkedBlockingQueue<>();
    start(
        "b/#",
        exchange -> {
          blocked.add(exchange);
          released.take();
          received.add("b");
        });
    try (Client blocking = broker.acceptSubscriber()) {
      start("t/#", exchange -> received.add("t"));
      try (Client other = broker.acceptSubscriber()) {
        start("small/#", exchange -> received.add("small"));
        try (Client small = broker.acceptSubscriber()) {
          publishLarge(blocking, "b/1");
          blocked.take();
          publishLarge(other, "t/1");
          await().until(() -> isWaitingForItsTurn("MQTT t"));
          small.publish("small/1", "1");
          assertReceived("small");
          released.add("go on");
          assertReceived("b");
          assertReceived("t");
        }
      }
    }
  }

  private static boolean isWaitingForItsTurn(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(running -> running.getKey().getName().equals(thread))
        .flatMap(running -> Arrays.stream(running.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("tryAcquire"));
  }

  private void publishLarge(Client client, String topic) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    int payload = SubscribingConsumer.LARGE + 1;
    int length = 2 + name.length + (mqtt5 ? 1 : 0) + payload;
    client.send(
        0x30, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14, 0, name.length);
    for (byte b : name) {
      client.send(b);
    }
    client.send(new int[(mqtt5 ? 1 : 0) + payload]);
  }

  /** Steps that go on in another thread, until the test ends them. */
  private static AsyncProcessorSupport goingOnElsewhere(BlockingQueue<AsyncCallback> exchanges) {
    return new AsyncProcessorSupport() {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        exchanges.add(callback);
        return false;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aMessageIsAcknowledgedAtTheEndOfItsExchange(int qos) throws Exception {
    BlockingQueue<AsyncCallback> exchanges = new LinkedBlockingQueue<>();
    start("t/#?keepAliveInterval=1&qos=" + qos, goingOnElsewhere(exchanges));
    try (Client client = broker.accept()) {
      client.readConnect();
      client.sendConnack();
      client.answerSubscribe(qos);
      client.publish(0x30 | qos << 1, "t/a".getBytes(StandardCharsets.UTF_8), "1");
      AsyncCallback exchange = exchanges.take();
      assertThat(client.read().type()).isEqualTo(ScriptedBroker.PINGREQ); // and no answer before
      exchange.done(false);
      ScriptedBroker.Packet answer =
          client.await(qos == 1 ? ScriptedBroker.PUBACK : ScriptedBroker.PUBREC);
      assertThat(answer.body()).startsWith(0, 1);
    }
  }

  @Test
  void aHundredMessagesAreOnTheirWayThroughARouteAtMost() throws Exception {
    BlockingQueue<AsyncCallback> exchanges = new LinkedBlockingQueue<>();
    start("t/#", goingOnElsewhere(exchanges));
    try (Client client = broker.acceptSubscriber()) {
      for (int i = 0; i < 2 * ClientOptions.MAX_IN_FLIGHT; i++) {
        client.publish("t/a", "1");
      }
      await().until(() -> exchanges.size() == ClientOptions.MAX_IN_FLIGHT);
      exchanges.take().done(false);
      await().until(() -> exchanges.size() == ClientOptions.MAX_IN_FLIGHT);
      for (int i = 0; i < 2 * ClientOptions.MAX_IN_FLIGHT - 1; i++) {
        exchanges.take().done(false);
      }
      assertThat(exchanges).isEmpty();
    }
  }

  @Test
  void aRouteThatStopsSaysFarewell() throws Exception {
    start("");
    try (Client client = broker.acceptSubscriber()) {
      awaitPending();
      camel.getRouteController().stopRoute("t");
      client.await(ScriptedBroker.DISCONNECT);
    }
  }

  @Test
  void aRouteThatStopsWhileItConnectsGoesAtOnce() throws Exception {
    start("?connectionTimeout=3600");
    try (Client client = broker.accept()) {
      client.readConnect();
      camel.getRouteController().stopRoute("t");
      client.awaitEnd();
    }
  }
}
