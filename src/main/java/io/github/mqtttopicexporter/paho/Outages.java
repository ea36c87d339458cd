package io.github.mqtttopicexporter.paho;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What subscriptions suffer from, so that many of them tell of it once. Thread-safe. */
final class Outages {

  private final Map<String, Set<Subscription>> sufferers = new HashMap<>();

  /** Notes an outage; whether it is news, because no subscription suffered from it yet. */
  synchronized boolean isNews(String outage, Subscription sufferer) {
    Set<Subscription> all = sufferers.computeIfAbsent(outage, none -> new HashSet<>());
    boolean news = all.isEmpty();
    all.add(sufferer);
    return news;
  }

  /** All is well with a subscription, or it is given up. */
  synchronized void endFor(Subscription subscription) {
    sufferers.values().forEach(all -> all.remove(subscription));
    sufferers.values().removeIf(Set::isEmpty);
  }
}
