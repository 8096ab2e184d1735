package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.Movement;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.StaticPartition;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.WriteMode;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.publication.Destination;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteTargetTest {
  private static final Movement MOVEMENT = Movement.parse("a/b/c -> d.e.f");
  private static final MovementDefinition UNKNOWN = MovementDefinition.of(MOVEMENT);
  private static final Map<String, PartitionType> BY_DAY = Map.of("day", PartitionType.DATE);

  @Test
  void theWholeTableIsReplacedUnlessSomebodySaysOtherwise() {
    assertThat(WriteTarget.of(input("{}"), UNKNOWN)).isNull();
    assertThat(WriteTarget.of(input("{'writeMode': 'replace'}"), UNKNOWN)).isNull();
    assertThat(WriteTarget.of(input("{}"), registered(WriteMode.REPLACE, null))).isNull();
  }

  @Test
  void theCallerNamesThePartition() {
    StaticPartition partition =
        WriteTarget.of(
            input("{'writeMode': 'overwrite-partition', 'partition': {'day': '2027-01-31'}}"),
            UNKNOWN);

    assertThat(partition).hasToString("day=2027-01-31");
  }

  @Test
  void whatTheRegistrySaysNeedsNoWriteModeOfTheCaller() {
    assertThat(
            WriteTarget.of(
                input("{'partition': {'day': '2027-01-31'}}"),
                registered(WriteMode.OVERWRITE_PARTITION, BY_DAY)))
        .hasToString("day=2027-01-31");
  }

  @Test
  void aCallerThatContradictsIsRefusedWithTheField() {
    assertThatThrownBy(() -> WriteTarget.of(input("{'partition': {'day': 1}}"), UNKNOWN))
        .hasMessageContaining("'partition' is given, but writeMode is not");
    assertThatThrownBy(
            () ->
                WriteTarget.of(
                    input("{'writeMode': 'overwrite-partition', 'partition': {'day': 1}}"),
                    registered(WriteMode.REPLACE, null)))
        .hasMessageContaining("the registry says that this movement replaces the whole table");
    assertThatThrownBy(
            () ->
                WriteTarget.of(
                    input("{'writeMode': 'replace'}"),
                    registered(WriteMode.OVERWRITE_PARTITION, BY_DAY)))
        .hasMessageContaining("'partition' is missing; the registry says")
        .hasMessageContaining("name it by day");
    assertThatThrownBy(
            () ->
                WriteTarget.of(
                    input("{'partition': {'night': '2027-01-31'}}"),
                    registered(WriteMode.OVERWRITE_PARTITION, BY_DAY)))
        .hasMessageContaining("'partition' names night")
        .hasMessageContaining("named by day");
    assertThatThrownBy(() -> WriteTarget.of(input("{'writeMode': 'overwrite-partition'}"), UNKNOWN))
        .hasMessageContaining("'partition' is missing; writeMode says");
  }

  @Test
  void aForgottenWriteModeDoesNotReplaceAllPartitions() {
    Destination.Standing partitions = new Destination.Standing(3, "day=2027-01-30");

    assertThatThrownBy(() -> WriteTarget.checkForgotten(input("{}"), UNKNOWN, partitions))
        .hasMessageContaining("'writeMode' is missing")
        .hasMessageContaining("day=2027-01-30");
    WriteTarget.checkForgotten(input("{'writeMode': 'replace'}"), UNKNOWN, partitions);
    WriteTarget.checkForgotten(input("{}"), registered(WriteMode.REPLACE, null), partitions);
    WriteTarget.checkForgotten(input("{}"), UNKNOWN, new Destination.Standing(3, null));
  }

  private static MovementDefinition registered(WriteMode mode, Map<String, PartitionType> columns) {
    return new MovementDefinition(MOVEMENT, null, null, null, mode, columns, null);
  }

  private static MovementInput input(String json) {
    try {
      String with =
          json.equals("{}")
              ? "{'movement': 'a/b/c -> d.e.f'}"
              : json.replaceFirst("\\{", "{'movement': 'a/b/c -> d.e.f', ");
      return MovementInput.parse(WireJson.mapper().readTree(with.replace('\'', '"')));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
