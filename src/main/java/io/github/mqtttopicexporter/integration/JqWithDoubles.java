package io.github.mqtttopicexporter.integration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.internal.operators.BinaryOperator;
import net.thisptr.jackson.jq.internal.operators.MinusOperator;
import net.thisptr.jackson.jq.internal.operators.MultiplyOperator;
import net.thisptr.jackson.jq.internal.operators.PlusOperator;
import org.apache.camel.Expression;
import org.apache.camel.language.jq.JqLanguage;
import org.jspecify.annotations.Nullable;

/**
 * The language jq with the arithmetic of its manual: in doubles. jackson-jq adds, subtracts and
 * multiplies whole numbers in 64 bits, where a large result is another number without a word, and
 * has no setting for that: its operators are exchanged within the programs that it has parsed. A
 * number that no program touches keeps its digits.
 */
final class JqWithDoubles extends JqLanguage {

  @Override
  public void init() {
    super.init();
    exchangeOperators(getRootScope(), newSet()); // functions such as add are programs themselves
  }

  @Override
  public Expression createExpression(Expression source, String text, Object[] properties) {
    Expression expression = super.createExpression(source, text, properties);
    Set<Object> done = newSet();
    done.add(getRootScope());
    exchangeOperators(expression, done);
    return expression;
  }

  private static Set<Object> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Exchanges the operators of everything that an object of jq's refers to. */
  private static void exchangeOperators(@Nullable Object object, Set<Object> done) {
    if (object instanceof Map<?, ?> map) {
      map.values().forEach(value -> exchangeOperators(value, done));
    } else if (object instanceof Iterable<?> list) {
      list.forEach(element -> exchangeOperators(element, done));
    } else if (object != null && object.getClass().getName().contains(".jq.") && done.add(object)) {
      for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            exchangeOperators(object, field, done);
          }
        }
      }
    }
  }

  private static void exchangeOperators(Object object, Field field, Set<Object> done) {
    try {
      field.setAccessible(true);
      Object value = field.get(object);
      if (value instanceof PlusOperator
          || value instanceof MinusOperator
          || value instanceof MultiplyOperator) {
        field.set(object, new InDoubles((BinaryOperator) value));
      } else {
        exchangeOperators(value, done);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An operator that takes two whole numbers for doubles. */
  private record InDoubles(BinaryOperator operator) implements BinaryOperator {

    @Override
    public JsonNode apply(ObjectMapper mapper, JsonNode left, JsonNode right)
        throws JsonQueryException {
      boolean wraps = left.isIntegralNumber() && right.isIntegralNumber();
      return operator.apply(mapper, wraps ? DoubleNode.valueOf(left.doubleValue()) : left, right);
    }

    @Override
    public String image() {
      return operator.image();
    }
  }
}
