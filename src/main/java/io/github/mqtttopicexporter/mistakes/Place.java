package io.github.mqtttopicexporter.mistakes;

import java.nio.file.Path;
import java.util.Comparator;

/** A place in a route file; lines and columns count from one. */
public record Place(Path file, int line, int column) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
