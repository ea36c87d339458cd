package io.github.mqtttopicexporter.series;

import java.util.concurrent.atomic.AtomicInteger;

/** So many and no more, counted exactly whatever threads take and give back. */
final class Limit {

  private final AtomicInteger taken = new AtomicInteger();
  private final int most;

  Limit(int most) {
    this.most = most;
  }

  /** Takes so many, or none if that were too many. */
  boolean take(int count) {
    int before;
    do {
      before = taken.get();
      if (count > most - before) {
        return false;
      }
    } while (!taken.compareAndSet(before, before + count));
    return true;
  }

  void giveBack(int count) {
    taken.addAndGet(-count);
  }

  int most() {
    return most;
  }
}
