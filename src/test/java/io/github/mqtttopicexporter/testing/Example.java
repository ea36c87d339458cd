package io.github.mqtttopicexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A message in the opening comment of a route file, and what becomes of it: {@code # <topic>
 * <payload>} with two spaces between them, or the topic of an empty message, and then {@code # =>
 * <line>} for each line that a scrape shows, {@code # => no <series>} for each that it no longer
 * does, or {@code # => nothing}. {@code # then <topic> <payload>} is a message that makes its lines
 * only after the ones above it.
 */
public record Example(
    Path file,
    boolean follows,
    String topic,
    String payload,
    List<String> made,
    List<String> gone) {

  private static final Path ROUTES = Path.of("routes");
  private static final Pattern MESSAGE = Pattern.compile("# (then )?(\\S+)(?:  (.+))?");
  private static final String RESULT = "#   => ";

  /** The route files that are shipped, without those of the demo. */
  public static List<Path> files() {
    return Stream.concat(files(ROUTES), files(ROUTES.resolve("examples"))).toList();
  }

  private static Stream<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The messages of a file, in their order. */
  public static List<Example> of(Path file) {
    List<Example> examples = new ArrayList<>();
    List<String> comment = lines(file).stream().takeWhile(line -> line.startsWith("#")).toList();
    for (String line : comment) {
      Matcher message = MESSAGE.matcher(line);
      if (line.startsWith(RESULT)) {
        Example last = examples.get(examples.size() - 1);
        String result = line.substring(RESULT.length());
        if (result.startsWith("no ")) {
          last.gone().add(result.substring("no ".length()));
        } else if (!result.equals("nothing")) {
          last.made().add(result);
        }
      } else if (message.matches()) {
        String payload = Objects.requireNonNullElse(message.group(3), "");
        examples.add(
            new Example(
                file,
                message.group(1) != null,
                message.group(2),
                payload,
                new ArrayList<>(),
                new ArrayList<>()));
      }
    }
    return examples;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void assertIn(String scrape) {
    assertThat(scrape.lines()).containsAll(made);
    for (String series : gone) {
      assertThat(scrape).doesNotContain("\n" + series + " ");
    }
  }

  public boolean makesNothing() {
    return made.isEmpty() && gone.isEmpty();
  }
}
