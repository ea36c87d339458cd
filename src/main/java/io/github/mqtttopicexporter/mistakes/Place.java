package io.github.mqtttopicexporter.mistakes;

import java.nio.file.Path;
import java.util.Comparator;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** A place in a file of YAML; lines and columns count from one. */
public record Place(Path file, int line, int column) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::file)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  public static Place of(Path file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
