package io.github.mqtttopicexporter.mqtt;

import java.util.concurrent.ThreadLocalRandom;

/** Client ids that no other client has. */
final class ClientId {

  private ClientId() {}

  static String random(String prefix) {
    return "%s-%08x".formatted(prefix, ThreadLocalRandom.current().nextInt());
  }
}
