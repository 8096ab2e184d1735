package io.pointsman.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/** What a query's predicates say of single columns, all of them together. */
final class Comparisons {
  /** How a column is compared with a literal. */
  enum Operator {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /**
   * One comparison; the column is one of several values when it is an equality.
   *
   * @param literals in Spark's internal form, none of them null
   */
  record Comparison(Predicate predicate, Operator operator, List<Object> literals) {}

  private final Map<String, List<Comparison>> byColumn = new HashMap<>();

  /** Those that are no comparison of a column with literals are passed over. */
  Comparisons(Predicate[] predicates) {
    for (Predicate predicate : predicates) {
      add(predicate);
    }
  }

  List<Comparison> of(String column) {
    return Collections.unmodifiableList(byColumn.getOrDefault(column, List.of()));
  }

  /** The first equality of a column, or null. */
  Comparison equality(String column) {
    return of(column).stream()
        .filter(each -> each.operator() == Operator.EQUAL)
        .findFirst()
        .orElse(null);
  }

  private void add(Predicate predicate) {
    Expression[] children = predicate.children();
    Operator operator = operator(predicate.name());
    if (operator == null || children.length < 2) {
      return;
    }
    if (children[0] instanceof Literal<?> && children[1] instanceof NamedReference) {
      children = new Expression[] {children[1], children[0]};
      operator = turned(operator);
    }
    if (!(children[0] instanceof NamedReference reference) || reference.fieldNames().length != 1) {
      return;
    }
    List<Object> literals = new ArrayList<>();
    for (int i = 1; i < children.length; i++) {
      if (!(children[i] instanceof Literal<?> literal)) {
        return;
      }
      if (literal.value() != null) {
        literals.add(literal.value());
      }
    }
    // Nothing is equal to null, nor is anything greater or less; the query itself will find out.
    if (!literals.isEmpty()) {
      byColumn
          .computeIfAbsent(reference.fieldNames()[0], name -> new ArrayList<>())
          .add(new Comparison(predicate, operator, literals));
    }
  }

  private static Operator operator(String name) {
    return switch (name) {
      case "=", "<=>", "IN" -> Operator.EQUAL;
      case "<" -> Operator.LESS;
      case "<=" -> Operator.LESS_OR_EQUAL;
      case ">" -> Operator.GREATER;
      case ">=" -> Operator.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private static Operator turned(Operator operator) {
    return switch (operator) {
      case EQUAL -> Operator.EQUAL;
      case LESS -> Operator.GREATER;
      case LESS_OR_EQUAL -> Operator.GREATER_OR_EQUAL;
      case GREATER -> Operator.LESS;
      case GREATER_OR_EQUAL -> Operator.LESS_OR_EQUAL;
    };
  }
}
