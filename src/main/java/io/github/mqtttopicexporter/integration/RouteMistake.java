package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.mistakes.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.NamedNode;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * What Camel says of a route file that it cannot load, in one line: where, what was expected, what
 * was found.
 */
final class RouteMistake {

  /** How the YAML parser and Camel's YAML DSL tell a place; the last one is that of the mistake. */
  private static final Pattern YAML_PLACE =
      Pattern.compile("in file:(?<file>.+?), line (?<line>\\d+), column (?<column>\\d+)");

  private static final Pattern YAML_PLACE_AND_EXCERPT =
      Pattern.compile("\\s*" + YAML_PLACE.pattern().replaceAll("\\?<\\w+>", "?:") + ":(\\R .*)*");

  /** What Camel says, and our own words with the parts of it that they quote. */
  private record Wording(Pattern camel, String ours) {

    Wording(String camel, String ours) {
      this(Pattern.compile(camel), ours);
    }

    Optional<String> of(String told) {
      return Optional.of(camel.matcher(told))
          .filter(Matcher::find)
          .map(
              matcher ->
                  ours.formatted(
                      IntStream.rangeClosed(1, matcher.groupCount())
                          .mapToObj(matcher::group)
                          .toArray()));
    }
  }

  private static final String UNKNOWN_OPTION = "expected an option that the endpoint has, found ";

  /** Those of Camel 4.17; the first that fits is told. */
  private static final List<Wording> WORDINGS =
      List.of(
          // the name without the value, which may be a password
          new Wording(
              "Error binding property \\(([^=)]*)",
              "expected an option that there is, with a value that it takes, found \"%s\""),
          new Wording(
              "Unsupported field: (.*)", "expected a field that this step has, found \"%s\""),
          new Wording("Unknown node id: (.*)", "expected a step that Camel has, found \"%s\""),
          new Wording(
              "No endpoint could be found for: ([^:]*)",
              "expected a component whose jar is there, found \"%s\""),
          new Wording(
              "No bean could be found in the registry for: (\\S+)",
              "expected the name of a bean, found \"%s\""),
          new Wording("Unknown parameters=\\[\\{([^=]+)=", UNKNOWN_OPTION + "\"%s\""),
          new Wording(
              "Route (\\S+) has no output processors", "expected steps, found none in route %s"),
          new Wording(
              "Property with key \\[([\\w.:-]+)] not found",
              "expected a key of application.properties or the environment, found \"%s\""),
          // the rest of a password that has {{ in it
          new Wording("Property with key ", "expected }} after a {{, found none"),
          new Wording(
              "Node should have only have 1 key, was: \\d+ keys: \\[(.*?),(.*?)]",
              "expected one key, found \"%s\" and \"%s\" beside each other"),
          new Wording(
              "Node type (\\w+) is invalid, expected (\\w+)",
              "expected the YAML type %2$s, found %1$s"),
          new Wording(
              "Unable to find constructor for node",
              "expected a key with a value, such as stop: {}, found none"),
          new Wording(
              "Unsupported definition: null|because \"exp\" is null",
              "expected an expression such as jq or simple, found none"),
          new Wording("[Uu]ri is mandatory", "expected a uri, found none"),
          new Wording(
              "Uri should not contains query parameters \\(uri: [^?]*(.*?)[=)]",
              "expected options under parameters, found \"%s\""),
          new Wording(
              "Data format '(\\S+)' could not be created",
              "expected a data format whose jar is there, found \"%s\""),
          new Wording(
              "No language could be found for: (\\S+)",
              "expected a language whose jar is there, found \"%s\""),
          new Wording(
              "Cannot find RouteTemplate with id (\\S+)",
              "expected the id of a route template, found \"%s\""),
          new Wording(
              "Route template (\\S+) the following mandatory parameters must be provided: (.*)",
              "expected the parameters of route template %s, found no %s"));

  private static final Pattern WITHOUT_JAR =
      Pattern.compile("expected a (.*) whose jar is there, found \"(.*)\"");

  private static final int MAX_DISTANCE = 2;

  private static final Pattern ROUTE =
      Pattern.compile("(?:Failed to (?:create|start) route:? |Route (?=\\S+ has no output))(\\S+)");
  private static final Pattern STEP = Pattern.compile(">>> (.*?) <<<", Pattern.DOTALL);

  private static final Pattern NO_CONSTANT =
      Pattern.compile("Enum class class (\\S+) does not have any constant with value: (.*)");
  private static final Pattern FOUND =
      Pattern.compile(
          "found \"(?<text>.*?)\"|(?:^|as )(?<option>\\w+)(?: is not supported|, found none)");

  private final CamelContext context;
  private final RouteTexts texts;

  RouteMistake(CamelContext context, RouteTexts texts) {
    this.context = context;
    this.texts = texts;
  }

  /**
   * A failure, for the user to read.
   *
   * @param around where it is, if Camel does not say
   */
  Mistake explain(Throwable failure, @Nullable Place around) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof Mistake known) {
        return known;
      }
      chain.add(t);
    }
    String what = what(chain);
    Place told = place(chain, what);
    Place place = told == null ? around : told;
    return place == null ? new Mistake("routes", what) : new Mistake(place, what);
  }

  private @Nullable Place place(List<Throwable> chain, String what) {
    Place place = null;
    for (Throwable t : chain) {
      String message = message(t);
      Matcher yaml = YAML_PLACE.matcher(message);
      while (yaml.find()) {
        int line = Integer.parseInt(yaml.group("line"));
        int column = Integer.parseInt(yaml.group("column"));
        place =
            texts
                .text(yaml.group("file"))
                .map(text -> text.placeOf(line, column, found(what)))
                .orElse(place);
      }
      Matcher route = ROUTE.matcher(message);
      if (route.find()) {
        place =
            node(route.group(1), STEP.matcher(message), chain)
                .flatMap(node -> texts.placeOf(node, found(what)))
                .orElse(place);
      }
    }
    return place;
  }

  /** The step that names the endpoint at fault, or else the one that Camel quotes. */
  private Optional<NamedNode> node(String routeId, Matcher quoted, List<Throwable> chain) {
    RouteDefinition route =
        context
            .getCamelContextExtension()
            .getContextPlugin(Model.class)
            .getRouteDefinition(routeId);
    if (route == null) {
      return Optional.empty();
    }
    return chain.stream()
        .filter(ResolveEndpointFailedException.class::isInstance)
        .map(t -> ((ResolveEndpointFailedException) t).getUri())
        .flatMap(uri -> step(route, step -> isEndpoint(step, uri)).stream())
        .findFirst()
        .or(
            () ->
                quoted.find()
                    ? step(route, step -> step.toString().equals(quoted.group(1)))
                    : Optional.of(route.getInput()));
  }

  private static boolean isEndpoint(NamedNode step, String uri) {
    try {
      return step instanceof EndpointRequiredDefinition endpoint
          && URISupport.normalizeUri(endpoint.getEndpointUri()).equals(uri);
    } catch (URISyntaxException ignored) {
      return false;
    }
  }

  private static Optional<NamedNode> step(
      ProcessorDefinition<?> parent, Predicate<NamedNode> wanted) {
    for (ProcessorDefinition<?> child : parent.getOutputs()) {
      // a step within is nearer to the mistake
      Optional<NamedNode> found = step(child, wanted);
      if (found.isPresent()) {
        return found;
      }
      if (wanted.test(child)) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** What was found in the place of what was expected, or the option that is refused. */
  static String found(String what) {
    Matcher found = FOUND.matcher(what);
    if (!found.find()) {
      return "";
    }
    return found.group("text") != null ? found.group("text") : found.group("option");
  }

  private static String message(Throwable t) {
    return t.getMessage() == null ? t.toString() : t.getMessage();
  }

  /** Camel's words, put as expected and found. */
  private String what(List<Throwable> chain) {
    if (chain.get(0) instanceof StackOverflowError) {
      return "expected steps nested less deep";
    }
    String innermost = message(chain.get(chain.size() - 1));
    String cause = innermost;
    for (Throwable t : chain) {
      if (t instanceof PropertyBindingException && !cause.startsWith("expected ")) {
        cause = message(t);
      }
      if (t instanceof ClassNotFoundException) {
        return "expected a class whose jar is there, found \"%s\"".formatted(t.getMessage());
      }
      if (t instanceof ExpressionIllegalSyntaxException empty && empty.getExpression().isBlank()) {
        return "expected an expression, found nothing";
      }
      if (t instanceof ExpressionIllegalSyntaxException illegal) {
        return "expected a valid expression, found \"%s\": %s"
            .formatted(illegal.getExpression(), cause.replaceFirst("(?s)\\s*Was expecting.*", ""));
      }
    }
    Matcher constant = NO_CONSTANT.matcher(innermost);
    if (constant.find()) {
      return "expected %s, found \"%s\"".formatted(constants(constant.group(1)), constant.group(2));
    }
    String told = YAML_PLACE_AND_EXCERPT.matcher(cause).replaceAll(" ").strip();
    String what =
        WORDINGS.stream().flatMap(wording -> wording.of(told).stream()).findFirst().orElse(told);
    Matcher withoutJar = WITHOUT_JAR.matcher(what);
    if (withoutJar.matches()) {
      return what + jar(withoutJar.group(1).replace(' ', '-') + "." + withoutJar.group(2));
    }
    if (!what.startsWith(UNKNOWN_OPTION)) {
      return what;
    }
    String option = found(what);
    // in a uri it may be what follows an & in a password
    return texts.hasKey(option)
        ? what + meant(chain, option)
        : UNKNOWN_OPTION + "another in the uri";
  }

  /** The jar of Camel that has a component, a data format or a language, if one does. */
  private String jar(String key) {
    Properties jars = new Properties();
    try (InputStream in = RouteMistake.class.getResourceAsStream("/camel-jars.properties")) {
      jars.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String jar = jars.getProperty(key);
    return jar == null ? "" : "; it is in %s-%s.jar".formatted(jar, context.getVersion());
  }

  /** The option that was meant, if one is near the unknown one. */
  private String meant(List<Throwable> chain, String unknown) {
    return chain.stream()
        .filter(ResolveEndpointFailedException.class::isInstance)
        .map(t -> ExchangeHelper.resolveScheme(((ResolveEndpointFailedException) t).getUri()))
        .map(scheme -> context.getCamelContextExtension().getEndpointUriFactory(scheme))
        .filter(Objects::nonNull)
        .flatMap(factory -> factory.propertyNames().stream())
        .filter(name -> distance(name, unknown) <= MAX_DISTANCE)
        .min(Comparator.comparingInt(name -> distance(name, unknown)))
        .map(name -> "; is it " + name + "?")
        .orElse("");
  }

  /** How many characters have to be added, removed or replaced to make one text of the other. */
  private static int distance(String one, String other) {
    int[] last = IntStream.rangeClosed(0, other.length()).toArray();
    for (int i = 1; i <= one.length(); i++) {
      int[] next = new int[last.length];
      next[0] = i;
      for (int j = 1; j < next.length; j++) {
        int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        next[j] = Math.min(replaced, 1 + Math.min(last[j], next[j - 1]));
      }
      last = next;
    }
    return last[other.length()];
  }

  private static String constants(String enumClass) {
    try {
      return Arrays.stream(Class.forName(enumClass).getEnumConstants())
          .map(Object::toString)
          .collect(Collectors.joining(" or "));
    } catch (ClassNotFoundException ignored) {
      return "another value";
    }
  }
}
