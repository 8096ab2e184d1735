package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.WireJson;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hostile value in every field: refused, with the field named and the value shown short. */
class HostileInputTest {
  private static final String ID = "shop/orders/t -> lake.orders.t";

  private static final List<String> EVERYWHERE =
      List.of(
          "a\u0000b",
          "a\nb",
          "a\r\nSet-Cookie: x",
          "a\u202Eb",
          "a\u200Fb",
          "a\u2028b",
          "a\uD800b",
          "a\u001B[31mb",
          "${workflow.input.deadlineSeconds}",
          "${workflow.secrets.KEY}",
          "x${decide_route.output}",
          "#{T(java.lang.Runtime).getRuntime().exec('id')}",
          "x".repeat(1 << 20));

  /** What free text may hold, and a name may not. */
  private static final List<String> IN_NAMES =
      List.of(
          "a'b",
          "a\"b",
          "a`b",
          "..",
          "../../etc/passwd",
          "a;DROP TABLE x",
          "a b",
          "$(id)",
          "a|b",
          "a%2e%2e",
          "a?b=c",
          "a#b",
          "a\\\\b",
          "caf\u00e9",
          "\uD83D\uDE00");

  private static final Map<String, BiConsumer<ObjectNode, String>> NAMES =
      Map.of(
          "cluster", (input, value) -> source(input, value, "orders", "t"),
          "keyspace", (input, value) -> source(input, "shop", value, "t"),
          "table", (input, value) -> source(input, "shop", "orders", value),
          "catalog", (input, value) -> destination(input, value, "orders", "t"),
          "namespace", (input, value) -> destination(input, "lake", value, "t"),
          "movement", (input, value) -> input.put("movement", value + "/o/t -> lake.orders.t"),
          "backupId", (input, value) -> input.put("movement", ID).put("backupId", value),
          "asOf", (input, value) -> input.put("movement", ID).put("asOf", value),
          "referenceTime", (input, value) -> input.put("movement", ID).put("referenceTime", value),
          "dataModel", (input, value) -> input.put("movement", ID).put("dataModel", value));

  private static final Map<String, BiConsumer<ObjectNode, String>> MORE_NAMES =
      Map.of(
          "labels",
          (input, value) -> input.put("movement", ID).putObject("labels").put(value, "x"),
          "deadlineSeconds",
          (input, value) -> input.put("movement", ID).put("deadlineSeconds", value),
          "sparkAttempts",
          (input, value) -> input.put("movement", ID).put("sparkAttempts", value),
          "allowBackInTime",
          (input, value) -> input.put("movement", ID).put("allowBackInTime", value),
          "partition",
          (input, value) ->
              input
                  .put("movement", ID)
                  .put("writeMode", "overwrite-partition")
                  .putObject("partition")
                  .put(value, "x"));

  private static final Map<String, BiConsumer<ObjectNode, String>> TEXTS =
      Map.of(
          "cohort",
          (input, value) -> input.put("movement", ID).put("cohort", value),
          "labels.team",
          (input, value) -> input.put("movement", ID).putObject("labels").put("team", value));

  static Stream<Arguments> hostile() {
    Stream<Arguments> names =
        Stream.of(NAMES, MORE_NAMES)
            .flatMap(fields -> fields.entrySet().stream())
            .flatMap(
                field ->
                    Stream.of(EVERYWHERE, IN_NAMES)
                        .flatMap(List::stream)
                        // A label may be named by a path, as Kubernetes' are.
                        .filter(value -> !(field.getKey().equals("labels") && value.equals("..")))
                        .map(value -> Arguments.of(field.getKey(), value, field.getValue())));
    Stream<Arguments> texts =
        TEXTS.entrySet().stream()
            .flatMap(
                field ->
                    EVERYWHERE.stream()
                        .map(value -> Arguments.of(field.getKey(), value, field.getValue())));
    return Stream.concat(names, texts);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("hostile")
  void isRefusedWithTheFieldNamedAndTheValueShownShort(
      String field, String value, BiConsumer<ObjectNode, String> put) {
    ObjectNode input = WireJson.mapper().createObjectNode();
    put.accept(input, value);
    InvalidMovementException refused =
        catchThrowableOfType(InvalidMovementException.class, () -> MovementInput.parse(input));
    assertThat(refused).as("%s: %.40s", field, value).isNotNull();
    // A whole movement is taken apart: the part that is wrong is named.
    assertThat(refused.field())
        .isIn(
            field.equals("movement")
                ? List.of("movement", "movement.source", "cluster")
                : List.of(field));
    assertThat(refused.getMessage())
        .hasSizeLessThan(500)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]")
        .doesNotContain("${")
        .doesNotContain("#{");
  }

  @Test
  void plainTextOfAnyLanguageIsTakenAsItIs() {
    ObjectNode input = WireJson.mapper().createObjectNode().put("movement", ID);
    input.put("cohort", "d\u00e9j\u00e0 vu; it's 100 % \uD83D\uDE00");
    input.putObject("labels").put("team", "a/b \"c\" ../d $HOME `id`");
    MovementInput parsed = MovementInput.parse(input);
    assertThat(parsed.movement().cohort()).isEqualTo("d\u00e9j\u00e0 vu; it's 100 % \uD83D\uDE00");
    assertThat(parsed.movement().labels()).containsEntry("team", "a/b \"c\" ../d $HOME `id`");
  }

  private static void source(ObjectNode input, String cluster, String keyspace, String table) {
    input.putObject("source").put("cluster", cluster).put("keyspace", keyspace).put("table", table);
    input
        .putObject("destination")
        .put("catalog", "lake")
        .put("namespace", "orders")
        .put("table", "t");
  }

  private static void destination(
      ObjectNode input, String catalog, String namespace, String table) {
    input.putObject("source").put("cluster", "shop").put("keyspace", "orders").put("table", "t");
    input
        .putObject("destination")
        .put("catalog", catalog)
        .put("namespace", namespace)
        .put("table", table);
  }
}
