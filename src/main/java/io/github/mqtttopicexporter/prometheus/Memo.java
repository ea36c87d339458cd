package io.github.mqtttopicexporter.prometheus;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Results of a function, so that few are made again: those of long arguments are not kept, and when
 * there are many, all are forgotten. Thread-safe.
 */
final class Memo<K, V> {

  private static final int MAX_SIZE = 10_000;
  private static final int MAX_LENGTH = 300;

  private final Map<K, V> results = new ConcurrentHashMap<>();
  private final Function<K, V> function;
  private final ToIntFunction<K> length;

  Memo(Function<K, V> function, ToIntFunction<K> length) {
    this.function = function;
    this.length = length;
  }

  V get(K argument) {
    V known = results.get(argument);
    if (known != null) {
      return known;
    }
    if (length.applyAsInt(argument) > MAX_LENGTH) {
      return function.apply(argument);
    }
    if (results.size() >= MAX_SIZE) {
      results.clear(); // what is still in use soon comes back
    }
    return Objects.requireNonNull(results.computeIfAbsent(argument, function));
  }
}
