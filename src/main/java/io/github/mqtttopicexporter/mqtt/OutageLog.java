package io.github.mqtttopicexporter.mqtt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells many routes with one outage from many outages, so that each is logged once. A route is in
 * one outage at a time, and an outage is over when the last route has left it. Thread-safe.
 */
final class OutageLog {

  private final Map<Object, String> scopes = new HashMap<>();
  private final Map<String, Set<String>> told = new HashMap<>();

  /** Notes what a route suffers from; whether nobody has told of it in this outage yet. */
  synchronized boolean isNews(Object route, String scope, String words) {
    move(route, scope);
    return told.computeIfAbsent(scope, none -> new HashSet<>()).add(words);
  }

  /** Notes that a route suffers no more. */
  synchronized void over(Object route) {
    move(route, null);
  }

  private void move(Object route, @Nullable String scope) {
    String former = scope == null ? scopes.remove(route) : scopes.put(route, scope);
    if (former != null && !scopes.containsValue(former)) {
      told.remove(former);
    }
  }
}
