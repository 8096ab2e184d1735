package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.CqlType.Simple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws types; the user-defined ones are collected, to be created before the table. */
final class RandomTypes {
  private static final int DEEPEST = 3;
  private static final List<Simple> SIMPLE =
      List.of(Simple.values()).stream().filter(type -> type != Simple.COUNTER).toList();

  private final Random random;
  private final List<CqlType.UserDefined> userDefined = new ArrayList<>();
  private final Map<String, List<CqlType.UserDefined.Field>> added = new HashMap<>();
  private final List<CqlType.UserDefined> alterable = new ArrayList<>();
  private int fixed;

  RandomTypes(Random random) {
    this.random = random;
  }

  /** The user-defined types so far, each after those that it uses. */
  List<CqlType.UserDefined> userDefined() {
    return userDefined;
  }

  /** A type's fields with those that were added since. */
  List<CqlType.UserDefined.Field> fieldsNow(CqlType.UserDefined type) {
    List<CqlType.UserDefined.Field> fields = new ArrayList<>(type.fields());
    fields.addAll(added.getOrDefault(type.name(), List.of()));
    return fields;
  }

  /**
   * Whether a type may get a field. Those within a vector may not: the nodes of Cassandra 5.0 do
   * not take each other's schema then.
   */
  boolean mayAlter() {
    return !alterable.isEmpty();
  }

  /** Adds a field to one of the types. */
  String alter(int number) {
    CqlType.UserDefined type = alterable.get(random.nextInt(alterable.size()));
    CqlType.UserDefined.Field field = new CqlType.UserDefined.Field("added" + number, simple(true));
    added.computeIfAbsent(type.name(), name -> new ArrayList<>()).add(field);
    return "ALTER TYPE " + type.name() + " ADD " + field.name() + " " + field.type().cql();
  }

  /** Of a regular or static column: anything, also what has a cell for each element. */
  CqlType ofColumn() {
    return draw(0, false, true);
  }

  /** Of a clustering column: something with an order, which stays as it is. */
  CqlType ofClustering() {
    fixed++;
    CqlType type = ofKey();
    fixed--;
    return type;
  }

  /** Of a key's part: something with an order. */
  CqlType ofKey() {
    return random.nextInt(4) == 0 ? draw(1, true, false) : simple(true);
  }

  /**
   * @param ordered no duration anywhere within
   * @param manyCells whether a collection or user-defined type may stay unfrozen
   */
  private CqlType draw(int depth, boolean ordered, boolean manyCells) {
    if (depth >= DEEPEST || random.nextInt(10) < 4 + depth * 2) {
      return simple(ordered);
    }
    boolean frozen = !manyCells || random.nextInt(3) == 0;
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> new CqlType.ListOf(draw(depth + 1, ordered, false), frozen);
      case 3, 4, 5 -> new CqlType.SetOf(draw(depth + 1, true, false), frozen);
      case 6, 7, 8 ->
          new CqlType.MapOf(draw(depth + 1, true, false), draw(depth + 1, ordered, false), frozen);
      case 9, 10 -> new CqlType.TupleOf(several(depth + 1, ordered));
      case 11, 12 -> userDefined(depth + 1, ordered, frozen);
      default -> vector(depth + 1, ordered);
    };
  }

  private CqlType vector(int depth, boolean ordered) {
    fixed++;
    CqlType element = draw(depth, ordered, false);
    fixed--;
    return new CqlType.VectorOf(element, 1 + random.nextInt(3));
  }

  private CqlType simple(boolean ordered) {
    int drawn = random.nextInt(SIMPLE.size() + 1);
    if (drawn == SIMPLE.size()) {
      return new CqlType.Custom(random.nextBoolean() ? Literals.LEXICAL_UUID : Literals.COMPOSITE);
    }
    Simple type = SIMPLE.get(drawn);
    return ordered && type == Simple.DURATION ? Simple.INT : type;
  }

  private List<CqlType> several(int depth, boolean ordered) {
    List<CqlType> types = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      types.add(draw(depth, ordered, false));
    }
    return types;
  }

  private CqlType userDefined(int depth, boolean ordered, boolean frozen) {
    List<CqlType.UserDefined.Field> fields = new ArrayList<>();
    for (CqlType type : several(depth, ordered)) {
      fields.add(new CqlType.UserDefined.Field("f" + fields.size(), type));
    }
    String name = History.PLACE + "_u" + userDefined.size();
    CqlType.UserDefined type = new CqlType.UserDefined("", name, fields, true);
    userDefined.add(type);
    if (fixed == 0) {
      alterable.add(type);
    }
    return new CqlType.UserDefined("", name, fields, frozen);
  }
}
