package io.pointsman.workers.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.DataModel;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.PartitionType;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.WriteMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovementInputTest {
  private static final String ID = "members/profiles/by_id -> lake.members.profiles";

  @Test
  void aMovementIdIsEnough() {
    MovementInput input = parse("{'movement': '" + ID + "', 'source': null, 'labels': null}");

    assertThat(input.movement().id()).isEqualTo(ID);
    assertThat(input.movement().dataModel()).isEqualTo(DataModel.TABLE);
    assertThat(input.allowBackInTime()).isFalse();
    assertThat(input.deadline()).isNull();
  }

  @Test
  void sourceAndDestinationMeanTheSame() {
    MovementInput input =
        parse(
            """
            {'source': {'cluster': 'members', 'keyspace': 'profiles', 'table': 'by_id'},
             'destination': {'catalog': 'lake', 'namespace': 'members', 'table': 'profiles'},
             'dataModel': 'key-value', 'cohort': 'tier-3', 'labels': {'owner': 'growth'},
             'asOf': '2027-01-31T04:00:00Z', 'deadlineSeconds': 3600, 'sparkAttempts': 2,
             'allowBackInTime': true, 'backupId': 'nightly-7'}
            """);

    assertThat(input.movement().id()).isEqualTo(ID);
    assertThat(input.movement().dataModel()).isEqualTo(DataModel.KEY_VALUE);
    assertThat(input.movement().cohort()).isEqualTo("tier-3");
    assertThat(input.movement().labels()).isEqualTo(Map.of("owner", "growth"));
    assertThat(input.asOf()).isEqualTo(Instant.parse("2027-01-31T04:00:00Z"));
    assertThat(input.deadline()).isEqualTo(Duration.ofHours(1));
    assertThat(input.sparkAttempts()).isEqualTo(2);
    assertThat(input.allowBackInTime()).isTrue();
    assertThat(input.backupId()).isEqualTo("nightly-7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                                                    | movement
          {'movement': ''}                                                      | movement
          {'movement': 7}                                                       | movement
          {'movement': 'a/b -> c.d.e'}                                          | movement.source
          {'movement': 'a/b/c -> d'}                                            | movement.destination
          {'movement': 'a/b/c; DROP TABLE x -> d.e.f'}                          | table
          {'movement': '../b/c -> d.e.f'}                                       | cluster
          {'movement': 'a/b/c -> d.${workflow.input}.f'}                        | namespace
          {'source': {'cluster': 'a'}}                                          | keyspace
          {'movement': 'a/b/c -> d.e.f', 'source': {'cluster': 'x', 'keyspace': 'b', 'table': 'c'}} | source
          {'movement': 'a/b/c -> d.e.f', 'dataModel': 'graph'}                  | dataModel
          {'movement': 'a/b/c -> d.e.f', 'backupId': '../../etc'}               | backupId
          {'movement': 'a/b/c -> d.e.f', 'asOf': 'yesterday'}                   | asOf
          {'movement': 'a/b/c -> d.e.f', 'deadlineSeconds': -1}                 | deadlineSeconds
          {'movement': 'a/b/c -> d.e.f', 'deadlineSeconds': '1h'}               | deadlineSeconds
          {'movement': 'a/b/c -> d.e.f', 'sparkAttempts': 99}                   | sparkAttempts
          {'movement': 'a/b/c -> d.e.f', 'allowBackInTime': 'maybe'}            | allowBackInTime
          {'movement': 'a/b/c -> d.e.f', 'labels': 'x'}                         | labels
          {'movement': 'a/b/c -> d.e.f', 'writeMode': 'append'}                 | writeMode
          {'movement': 'a/b/c -> d.e.f', 'partition': 'day=1'}                  | partition
          {'movement': 'a/b/c -> d.e.f', 'partition': {}}                       | partition
          {'movement': 'a/b/c -> d.e.f', 'partition': {'a`b': 1}}               | partition
          {'movement': 'a/b/c -> d.e.f', 'partition': {'../day': 1}}            | partition
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': 1, 'DAY': 1}}     | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': null}}            | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': 1.5}}             | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': {'x': 1}}}        | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': ''}}              | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': 'a\\nb'}}          | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': '${workflow.input.x}'}} | partition.day
          {'movement': 'a/b/c -> d.e.f', 'partition': {'day': 92233720368547758080}} | partition.day
          {'movement': 'a/b/c -> d.e.f', 'labels': {'x': {}}}                   | labels.x
          """)
  void whatIsNoMovementIsRefusedWithTheFieldNamed(String json, String field) {
    InvalidMovementException refused =
        catchThrowableOfType(InvalidMovementException.class, () -> parse(json));
    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused).hasMessageContaining("field '" + field + "'");
  }

  @Test
  void hugeInputIsRefusedWithAShortMessage() {
    assertThatThrownBy(() -> parse("{'movement': '" + "x".repeat(1_000_000) + "'}"))
        .isInstanceOf(InvalidMovementException.class)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
    assertThatThrownBy(
            () -> parse("{'movement': '" + ID + "', 'cohort': '" + "x".repeat(2000) + "'}"))
        .hasMessageContaining("'cohort' has 2000 characters");
  }

  @Test
  void aPartitionsValuesHaveTheTypesThatTheyLookLike() {
    MovementInput input =
        parse(
            """
            {'movement': 'a/b/c -> d.e.f', 'writeMode': 'overwrite-partition',
             'partition': {'day': '2027-01-31', 'region': '2027-02-31', 'shard': 7.0, 'full': true}}
            """);

    assertThat(input.writeMode()).isEqualTo(WriteMode.OVERWRITE_PARTITION);
    assertThat(input.partition().types())
        .isEqualTo(
            Map.of(
                "day", PartitionType.DATE,
                "region", PartitionType.STRING,
                "shard", PartitionType.LONG,
                "full", PartitionType.BOOLEAN));
    assertThat(input.partition()).hasToString("day=2027-01-31/full=true/region=2027-02-31/shard=7");
    assertThat(parse("{'movement': 'a/b/c -> d.e.f', 'partition': null}").partition()).isNull();
  }

  @Test
  void aHugePartitionIsRefusedWithAShortMessage() {
    assertThatThrownBy(
            () ->
                parse(
                    "{'movement': 'a/b/c -> d.e.f', 'partition': {'day': '"
                        + "x".repeat(1_000_000)
                        + "'}}"))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
    assertThatThrownBy(
            () ->
                parse(
                    "{'movement': 'a/b/c -> d.e.f', 'partition': {'"
                        + "x".repeat(1_000_000)
                        + "': 1}}"))
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(500));
  }

  private static MovementInput parse(String json) {
    try {
      return MovementInput.parse(WireJson.mapper().readTree(json.replace('\'', '"')));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
