package io.github.mqtttopicexporter.testing;

import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * What the end-to-end test of cho45/mqtt_topic_exporter asks of an exporter that subscribes to
 * {@code /e2e/test/#}, and that a message which is no number changes nothing.
 */
public final class BlackBox {

  private BlackBox() {}

  public static void check(Scraper scraper, Publisher publisher) throws MqttException {
    scraper.awaitReady();
    publisher.publish("/e2e/test/0", "42.5");
    scraper.awaitLine("mqtt_topic{topic=\"/e2e/test/0\"} 42.5");
    publisher.publish("/e2e/test/1", "52.5");
    scraper.awaitLine("mqtt_topic{topic=\"/e2e/test/1\"} 52.5");
    publisher.publish("/e2e/test/0", "100.1");
    scraper.awaitLine("mqtt_topic{topic=\"/e2e/test/0\"} 100.1");
    publisher.publish("/e2e/test/0", "ON");
    scraper.awaitLine(
        "mqtt_exporter_messages_rejected_total{reason=\"not_a_number\",route=\"mqtt-topic-1\"} 1.0");
    scraper.awaitLine("mqtt_topic{topic=\"/e2e/test/0\"} 100.1");
  }
}
