package io.pointsman.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.Backup;
import io.pointsman.backup.BackupReader;
import io.pointsman.backup.BackupReaders;
import io.pointsman.backup.Pins;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.registry.SourceDefinition;
import io.pointsman.inspection.BackupCommand;
import io.pointsman.it.truth.CanonicalRow;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.RowCursor;
import io.pointsman.sstable.ScanRequest;
import io.pointsman.sstable.TableScan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real node wrote, read back from its backup alone, is what it answered over CQL. */
@ExtendWith(SharedParts.class)
class BackupRoundTripIT {

  @Test
  void theDataSetHasWhatMakesTablesHardToMove(SharedBackup shared) throws Exception {
    for (Truth truth : shared.truths()) {
      assertThat(truth.rows()).as(truth.table().toString()).isGreaterThan(300);
      assertThat(Files.readAllLines(truth.file()))
          .hasSize(Math.toIntExact(truth.rows()))
          .doesNotHaveDuplicates();
      Backup backup = read(shared, SchemaText.CURRENT, truth.table());
      assertThat(backup.sstables()).as(truth.table().toString()).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(SchemaText.class)
  void aBackupIsCompleteAndOfTheTimeItBegan(SchemaText text, SharedBackup shared) throws Exception {
    Backup backup = read(shared, text, shared.truths().get(0).table());
    assertThat(backup.incompleteBecause()).isEmpty();
    assertThat(backup.takenAt()).isEqualTo(shared.backups().get(text).startedAt());
    assertThat(backup.nodes()).hasSize(1);
    assertThat(backup.nodes().get(0).tokens()).hasSize(CassandraSettings.usual().tokens());
    assertThat(backup.nodes().get(0).dataCentre()).isEqualTo(CassandraNode.DATA_CENTRE);
  }

  @ParameterizedTest
  @EnumSource(SchemaText.class)
  void everyTableReadsBackAsCqlSawIt(SchemaText text, SharedBackup shared) throws Exception {
    for (Truth truth : shared.truths()) {
      List<String> rows = scan(shared, text, truth);
      assertThat(rows)
          .as(truth.table() + " with schema " + text)
          .containsExactlyInAnyOrderElementsOf(Files.readAllLines(truth.file()));
    }
  }

  @ParameterizedTest
  @EnumSource(UploadedLayout.class)
  void everyLayoutOfTheSameSnapshotReadsBackAsCqlSawIt(UploadedLayout layout, SharedBackup shared)
      throws Exception {
    BackupReader reader = BackupReaders.of("auto", shared.store(), layout.uriPrefix());
    assertThat(reader.layout()).isEqualTo(layout.layout());
    Pins pins = new Pins(source(shared, layout), reader);
    Instant judgedAt = shared.backups().get(SchemaText.CURRENT).startedAt();
    for (Truth truth : shared.truths()) {
      TableName table = truth.table();
      BackupPin pin = pins.newest(table.keyspace(), table.table(), null, judgedAt).pin();
      Backup backup = pins.pinned(pin, table.keyspace(), table.table());
      assertThat(scan(shared, backup, judgedAt, truth))
          .as(truth.table() + " as " + layout)
          .containsExactlyInAnyOrderElementsOf(Files.readAllLines(truth.file()));
    }
  }

  @Test
  void theDoctorFindsTheSameSnapshotCompleteAndSaysWhatItLooksLike(S3Server s3, SharedBackup shared)
      throws Exception {
    ObjectNode answer =
        command(s3, 0, "doctor", uri(shared, UploadedLayout.PRIAM_COMPRESSED), "--json");
    assertThat(answer.get("ok").asBoolean()).isTrue();
    assertThat(answer.get("layout").asText()).isEqualTo("priam");
    assertThat(answer.get("tables")).hasSize(shared.truths().size());
    for (JsonNode table : answer.get("tables")) {
      assertThat(table.get("complete").asBoolean()).isTrue();
      assertThat(table.get("statistics").get("cells").asLong()).isPositive();
    }
    ObjectNode shown =
        command(
            s3,
            0,
            "show",
            uri(shared, UploadedLayout.PLAIN),
            "--table",
            shared.truths().get(0).table().toString(),
            "--json");
    assertThat(shown.get("tables")).hasSize(1);
    assertThat(shown.get("schemas").get(0).get("columns"))
        .hasSameSizeAs(shared.truths().get(0).columns());
    ObjectNode listed =
        command(s3, 1, "list", "s3://" + shared.store().bucket() + "/nowhere", "--json");
    assertThat(listed.get("error").asText()).contains("looked for medusa");
  }

  private static ObjectNode command(S3Server s3, int exit, String... arguments) throws IOException {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--endpoint", s3.endpoint().toString(), "--region", S3Server.REGION));
    System.setProperty("aws.accessKeyId", s3.identity());
    System.setProperty("aws.secretAccessKey", s3.secret());
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(BackupCommand.run(all.toArray(String[]::new))).isEqualTo(exit);
    } finally {
      System.setOut(standard);
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
    return (ObjectNode) new ObjectMapper().readTree(printed.toByteArray());
  }

  private static String uri(SharedBackup shared, UploadedLayout layout) {
    return "s3://" + shared.store().bucket() + "/" + layout.uriPrefix();
  }

  private static SourceDefinition source(SharedBackup shared, UploadedLayout layout) {
    return SourceDefinition.of("cluster", uri(shared, layout), "auto").withStore(null, null, true);
  }

  private static Backup read(SharedBackup shared, SchemaText text, TableName table)
      throws IOException {
    return BackupReaders.of("medusa", shared.store(), SharedBackup.prefix(text))
        .read(shared.backups().get(text).backupId(), table.keyspace(), table.table());
  }

  private static List<String> scan(SharedBackup shared, SchemaText text, Truth truth)
      throws IOException {
    Backup backup = read(shared, text, truth.table());
    return scan(shared, backup, backup.takenAt(), truth);
  }

  private static List<String> scan(
      SharedBackup shared, Backup backup, Instant judgedAt, Truth truth) throws IOException {
    ScanRequest request =
        new ScanRequest(
            backup.schema(),
            truth.table().keyspace(),
            truth.table().table(),
            backup.sstables(),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            judgedAt,
            truth.columns());
    List<DataType> types = shared.types().get(truth.table());
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor = TableScan.open(shared.store(), request, ReadSettings.defaults())) {
      while (cursor.next()) {
        ArrayNode row = CanonicalRow.array();
        for (int column = 0; column < types.size(); column++) {
          ByteBuffer value = cursor.value(column);
          row.add(
              value == null
                  ? CanonicalRow.nothing()
                  : DriverRow.value(
                      CodecRegistry.DEFAULT
                          .codecFor(types.get(column))
                          .decode(value, DefaultProtocolVersion.V5)));
        }
        rows.add(CanonicalRow.line(row));
      }
    }
    return rows;
  }
}
