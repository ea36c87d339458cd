package io.github.mqtttopicexporter.integration;

import io.github.mqtttopicexporter.integration.RouteText.Element;
import io.github.mqtttopicexporter.mistakes.Mistake;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.dsl.yaml.common.YamlDeserializerBase;
import org.apache.camel.dsl.yaml.common.YamlDeserializerResolver;
import org.apache.camel.dsl.yaml.deserializers.BeansDeserializer;
import org.apache.camel.dsl.yaml.deserializers.CustomResolver;
import org.apache.camel.dsl.yaml.deserializers.ModelDeserializersResolver;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Camel's YAML DSL, for one element of a file at a time. */
final class ElementLoader extends YamlRoutesBuilderLoader {

  /** Of each file: that has its bytes. */
  private final Map<RouteFile, Resource> resources = new HashMap<>();

  ElementLoader(CamelContext context) {
    setCamelContext(context);
  }

  /**
   * Adds an element to the context, which has started.
   *
   * @param before those of its file that apply to every route of it, such as {@code onException}
   * @throws Exception what Camel says of a mistake
   */
  void add(List<Element> before, Element element) throws Exception {
    List<Node> nodes =
        Stream.concat(before.stream(), Stream.of(element)).map(Element::node).toList();
    Resource resource = resources.computeIfAbsent(element.file(), RouteFile::resource);
    LoadSettings settings = LoadSettings.builder().setLabel(resource.getLocation()).build();
    YamlDeserializationContext yaml = newYamlDeserializationContext(settings, resource);
    yaml.addResolver(
        new Placing(
            element.file(),
            // its own for each element: it makes a bean of one name once
            List.of(
                new CustomResolver(new BeansDeserializer()), new ModelDeserializersResolver())));
    RouteConfigurationBuilder builder =
        (RouteConfigurationBuilder)
            builder(yaml, new SequenceNode(Tag.SEQ, nodes, FlowStyle.BLOCK));
    builder.setResource(resource);
    CamelContext context = getCamelContext();
    context.addRoutesConfigurations(builder);
    context.addRoutes(builder);
    context.addTemplatedRoutes(builder);
  }

  /** Tells the place where Camel's own resolvers tell none. */
  private record Placing(RouteFile file, List<YamlDeserializerResolver> resolvers)
      implements YamlDeserializerResolver {

    @Override
    public int getOrder() {
      return ORDER_HIGHEST;
    }

    @Override
    public @Nullable ConstructNode resolve(String id) {
      return resolvers.stream()
          .map(resolver -> resolver.resolve(id))
          .filter(Objects::nonNull)
          .findFirst()
          .map(camel -> (ConstructNode) node -> construct(id, camel, node))
          .orElse(null);
    }

    private Object construct(String id, ConstructNode camel, Node node) {
      try {
        return camel.construct(node);
      } catch (UnsupportedOperationException e) { // of a text where there is to be more
        boolean isExpression =
            camel instanceof YamlDeserializerBase<?> step
                && ExpressionNode.class.isAssignableFrom(step.getType());
        String text = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        throw new Mistake(
            RouteText.place(file, node),
            "expected %s in %s, found %s"
                .formatted(
                    isExpression ? "an expression such as jq or simple" : "fields",
                    id,
                    text.isEmpty() ? "nothing" : "\"" + text + "\""));
      }
    }
  }
}
