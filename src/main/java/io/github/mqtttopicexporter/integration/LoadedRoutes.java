package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.mistakes.Mistake;
import io.github.mqtttopicexporter.values.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;

/**
 * The routes of a context, and which file each of them came from, so that a file can be replaced
 * while the routes of the others go on. Camel's own reload removes all of them first. Not
 * thread-safe: start-up uses it, and then the thread that reloads.
 */
public final class LoadedRoutes {

  /** The route template that makes a route of each filter of {@code --mqtt.topic}. */
  private static final String TOPIC_TEMPLATE = "mqtt-topic";

  /** What one file brought into the context. */
  private record Content(
      List<RouteConfigurationDefinition> configurations,
      List<RouteTemplateDefinition> templates,
      List<RouteDefinition> routes) {

    Content() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final ModelCamelContext context;
  private final List<TopicFilter> topics;
  private final Map<RouteFile, Content> files = new LinkedHashMap<>();

  LoadedRoutes(ModelCamelContext context, List<TopicFilter> topics) {
    this.context = context;
    this.topics = topics;
  }

  /** The ids of the routes that take messages from a broker, once they are started. */
  public List<String> mqttRouteIds() {
    return context.getRoutes().stream()
        .filter(route -> route.getEndpoint().getEndpointUri().startsWith("paho"))
        .map(Route::getId)
        .toList();
  }

  Set<RouteFile> files() {
    return files.keySet();
  }

  /**
   * Adds the routes of some files.
   *
   * @throws Exception what Camel says of a mistake; what was added before it is there
   */
  void add(Collection<RouteFile> added) throws Exception {
    RouteIds.requireOnce(added);
    RoutesLoader loader = PluginHelper.getRoutesLoader(context);
    Map<RouteFile, Collection<RoutesBuilder>> builders = new LinkedHashMap<>();
    for (RouteFile file : added) {
      files.put(file, new Content());
      RouteText text = RouteText.of(file);
      text.requireList();
      text.requireKeysOnce();
      if (!text.isEmpty()) {
        builders.put(file, loader.findRoutesBuilders(List.of(file.resource())));
      }
    }
    // in the order of Camel Main: a route takes in the configurations that are there before it
    addEach(
        builders,
        builder -> {
          if (builder instanceof RouteConfigurationsBuilder configurations) {
            context.addRoutesConfigurations(configurations);
          }
        });
    addEach(builders, context::addRoutes);
    addEach(builders, context::addTemplatedRoutes);
    for (RouteFile file : added) {
      if (content(file).templates().stream().anyMatch(t -> TOPIC_TEMPLATE.equals(t.getId()))) {
        adding(file, topics, this::addTopics);
      }
    }
  }

  private interface Addition<T> {
    void add(T added) throws Exception;
  }

  private void addEach(
      Map<RouteFile, Collection<RoutesBuilder>> builders, Addition<RoutesBuilder> addition)
      throws Exception {
    for (var entry : builders.entrySet()) {
      for (RoutesBuilder builder : entry.getValue()) {
        adding(entry.getKey(), builder, addition);
      }
    }
  }

  private <T> void adding(RouteFile file, T added, Addition<T> addition) throws Exception {
    List<RouteConfigurationDefinition> configurations =
        new ArrayList<>(context.getRouteConfigurationDefinitions());
    List<RouteTemplateDefinition> templates =
        new ArrayList<>(context.getRouteTemplateDefinitions());
    List<RouteDefinition> routes = new ArrayList<>(context.getRouteDefinitions());
    try {
      addition.add(added);
    } finally {
      Content content = content(file);
      content
          .configurations()
          .addAll(since(configurations, context.getRouteConfigurationDefinitions()));
      content.templates().addAll(since(templates, context.getRouteTemplateDefinitions()));
      content.routes().addAll(since(routes, context.getRouteDefinitions()));
    }
  }

  private static <T> List<T> since(List<T> before, List<T> now) {
    return now.stream().filter(definition -> !before.contains(definition)).toList();
  }

  private void addTopics(List<TopicFilter> filters) throws Exception {
    for (int i = 0; i < filters.size(); i++) {
      TemplatedRouteBuilder.builder(context, TOPIC_TEMPLATE)
          .routeId(TOPIC_TEMPLATE + "-" + (i + 1))
          .parameter("topic", filters.get(i).text())
          .add();
    }
  }

  private Content content(RouteFile file) {
    return files.computeIfAbsent(file, ignored -> new Content());
  }

  /**
   * Puts other files in the place of those that are loaded. The routes of a file that is the same
   * go on untouched, unless a template, a bean or a route configuration that they may use has
   * changed.
   *
   * @throws Exception what Camel says of a mistake; the routes are as they were before
   */
  void replace(List<RouteFile> next) throws Exception {
    Predicate<RouteFile> affected = affectedBy(changed(next));
    List<RouteFile> removed = files.keySet().stream().filter(affected).toList();
    List<RouteFile> added = next.stream().filter(affected).toList();
    try {
      remove(removed);
      add(added);
    } catch (Exception e) {
      remove(added.stream().filter(files::containsKey).toList());
      add(removed.stream().filter(file -> !files.containsKey(file)).toList());
      throw e;
    }
  }

  /** The ids of the routes that other files in the place of those that are loaded would stop. */
  Set<String> replacedBy(List<RouteFile> next) {
    return files.keySet().stream()
        .filter(affectedBy(changed(next)))
        .flatMap(file -> content(file).routes().stream())
        .map(RouteDefinition::getRouteId)
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<RouteFile> changed(List<RouteFile> next) {
    return Stream.concat(
            files.keySet().stream().filter(file -> !next.contains(file)),
            next.stream().filter(file -> !files.containsKey(file)))
        .toList();
  }

  /** The files to load again: those that changed, and those that may use what is in them. */
  private static Predicate<RouteFile> affectedBy(List<RouteFile> changed) {
    Set<String> elements =
        changed.stream()
            .flatMap(file -> RouteText.of(file).elements().stream())
            .collect(Collectors.toSet());
    if (elements.contains("routeConfiguration") || elements.contains("beans")) {
      return file -> true;
    }
    boolean templates = elements.contains("routeTemplate");
    return file ->
        changed.contains(file)
            || (templates && RouteText.of(file).elements().contains("templatedRoute"));
  }

  private void remove(Collection<RouteFile> removed) throws Exception {
    for (RouteFile file : removed) {
      Content content = content(file);
      for (RouteDefinition route : content.routes()) {
        context.removeRouteDefinition(route); // stops it first
      }
      for (RouteTemplateDefinition template : content.templates()) {
        context.removeRouteTemplateDefinition(template);
      }
      for (RouteConfigurationDefinition configuration : content.configurations()) {
        // by itself: the method to remove one asks for its id, which ours has not
        context.getRouteConfigurationDefinitions().remove(configuration);
      }
      files.remove(file);
    }
  }

  /** What Camel says of a mistake in some files, for the user to read. */
  Mistake explain(Exception e, List<RouteFile> mistaken) {
    return new RouteMistake(context, mistaken).explain(e);
  }

  /**
   * Checks that the routes make an exporter.
   *
   * @throws Mistake with what is missing
   */
  void requireExporter() {
    // a route of an unknown component may be one that was to name a topic: Camel tells of it
    if (topics.isEmpty() && noRouteBeginsWith("paho") && everyComponentIsKnown()) {
      throw new Mistake(
          "--mqtt.topic", "expected a topic filter, found none, nor one in the route files");
    }
    if (!topics.isEmpty() && context.getRouteTemplateDefinition(TOPIC_TEMPLATE) == null) {
      throw new Mistake(
          "--mqtt.topic",
          "expected a route template %s in the route files, found none".formatted(TOPIC_TEMPLATE));
    }
    if (noRouteBeginsWith("platform-http:")) {
      throw new Mistake(
          "--routes",
          "expected a route that serves the metrics, found none: metrics.camel.yaml is missing");
    }
  }

  private boolean everyComponentIsKnown() {
    return context.getRouteDefinitions().stream()
        .map(route -> route.getInput().getEndpointUri().replaceFirst(":.*", ""))
        .allMatch(scheme -> context.getComponent(scheme) != null);
  }

  private boolean noRouteBeginsWith(String scheme) {
    return context.getRouteDefinitions().stream()
        .noneMatch(route -> route.getInput().getEndpointUri().startsWith(scheme));
  }
}
