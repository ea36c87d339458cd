package io.github.mqtttopicexporter.kafka;

import io.github.mqtttopicexporter.mistakes.Mistake;

/** The jars of camel-kafka, which only those have who want them. */
public final class KafkaJars {

  private KafkaJars() {}

  /**
   * Checks that the jars are there.
   *
   * @throws Mistake if they are not
   */
  public static void require() {
    try {
      Class.forName("org.apache.camel.component.kafka.KafkaEndpoint");
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new Mistake(
          "--kafka.brokers",
          "expected camel-kafka and its jars in ext, found none (mvn -f ext"
              + " dependency:copy-dependencies -Dcomponent=camel-kafka)");
    }
  }
}
