package io.github.mqtttopicexporter.mqtt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What subscriptions suffer from, so that many of them tell of it once. Thread-safe. */
final class Outages {

  private final Map<String, Set<Object>> sufferers = new HashMap<>();

  /** Notes an outage; whether it is news, because nobody suffered from it yet. */
  synchronized boolean isNews(String outage, Object sufferer) {
    Set<Object> all = sufferers.computeIfAbsent(outage, none -> new HashSet<>());
    boolean news = all.isEmpty();
    all.add(sufferer);
    return news;
  }

  /** All is well again, or it is given up. */
  synchronized void endFor(Object sufferer) {
    sufferers.values().forEach(all -> all.remove(sufferer));
    sufferers.values().removeIf(Set::isEmpty);
  }
}
