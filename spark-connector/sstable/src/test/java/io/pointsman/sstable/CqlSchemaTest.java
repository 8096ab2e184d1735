package io.pointsman.sstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.backup.TableSchema.Column;
import io.pointsman.backup.TableSchema.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CqlSchemaTest {
  private static TableSchema parse(String cql) {
    return CqlSchema.parse(cql, "ks", "t");
  }

  private static CqlType type(String cql) {
    return parse("CREATE TABLE ks.t (k int PRIMARY KEY, v " + cql + ");").columns().get(1).type();
  }

  @Test
  void columnsComeInTheOrderOfSelect() {
    TableSchema schema =
        parse(
            """
            CREATE TABLE ks.t (z text, y text static, x text, c2 int, c1 int, k2 int, k1 int,
              a text static, PRIMARY KEY ((k2, k1), c2, c1))
              WITH CLUSTERING ORDER BY (c2 DESC, c1 ASC);
            """);

    assertThat(schema.columns())
        .extracting(Column::name, Column::kind, Column::position, Column::descending)
        .containsExactly(
            tuple("k2", Kind.PARTITION_KEY, 0, false),
            tuple("k1", Kind.PARTITION_KEY, 1, false),
            tuple("c2", Kind.CLUSTERING, 0, true),
            tuple("c1", Kind.CLUSTERING, 1, false),
            tuple("a", Kind.STATIC, -1, false),
            tuple("y", Kind.STATIC, -1, false),
            tuple("x", Kind.REGULAR, -1, false),
            tuple("z", Kind.REGULAR, -1, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ascii|ascii",
        "bigint|bigint",
        "blob|blob",
        "boolean|boolean",
        "date|date",
        "decimal|decimal",
        "double|double",
        "duration|duration",
        "float|float",
        "inet|inet",
        "int|int",
        "smallint|smallint",
        "text|text",
        "varchar|text",
        "time|time",
        "timestamp|timestamp",
        "timeuuid|timeuuid",
        "tinyint|tinyint",
        "uuid|uuid",
        "varint|varint",
        "counter|counter",
        "list<int>|list<int>",
        "frozen<list<int>>|frozen<list<int>>",
        "set<text>|set<text>",
        "map<text, frozen<set<int>>>|map<text, frozen<set<int>>>",
        "tuple<int, text>|tuple<int, text>",
        "vector<float, 3>|vector<float, 3>"
      })
  void everyTypeIsKnown(String cql, String expected) {
    assertThat(type(cql).cql()).isEqualTo(expected);
  }

  @Test
  void aTypeOfAClassOfItsOwnIsCustom() {
    assertThat(type("'org.apache.cassandra.db.marshal.LexicalUUIDType'"))
        .isEqualTo(new CqlType.Custom("org.apache.cassandra.db.marshal.LexicalUUIDType"));
  }

  @Test
  void userDefinedTypesMayUseEachOtherInAnyOrder() {
    TableSchema schema =
        parse(
            """
            CREATE TYPE ks.outer (inner frozen<inner>, n int);
            CREATE TYPE ks.inner ("Street" text);
            CREATE TABLE ks.t (k int PRIMARY KEY, v outer);
            """);

    CqlType.UserDefined inner =
        new CqlType.UserDefined(
            "ks",
            "inner",
            List.of(new CqlType.UserDefined.Field("Street", CqlType.Simple.TEXT)),
            true);
    assertThat(schema.columns().get(1).type())
        .isEqualTo(
            new CqlType.UserDefined(
                "ks",
                "outer",
                List.of(
                    new CqlType.UserDefined.Field("inner", inner),
                    new CqlType.UserDefined.Field("n", CqlType.Simple.INT)),
                false));
  }

  @Test
  void aWholeClustersSchemaIsReadForOneTable() {
    TableSchema schema =
        parse(
            """
            /* Medusa writes all keyspaces; this comment; has a semicolon */
            CREATE KEYSPACE other WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': '3'};
            CREATE TYPE other.broken (x frozen<nothing>);
            CREATE TABLE other.t (a int PRIMARY KEY);
            CREATE KEYSPACE ks WITH replication = {'class': 'NetworkTopologyStrategy', 'dc1': '3'}  AND durable_writes = true;
            CREATE TABLE ks.t2 (a int PRIMARY KEY) WITH comment = 'it''s; not the end';
            CREATE TABLE ks.t (
                k int PRIMARY KEY, -- the key; really
                v text
            ) WITH bloom_filter_fp_chance = 0.01
                AND caching = {'keys': 'ALL', 'rows_per_partition': 'NONE'}
                AND compaction = {'class': 'com.example.OfSomebodyElse'}
                AND compression = {'class': 'com.example.OfSomebodyElse'}
                AND an_option_of_the_future = 'x';
            CREATE INDEX by_v ON ks.t (v);
            CREATE MATERIALIZED VIEW ks.mv AS SELECT * FROM ks.t WHERE v IS NOT NULL PRIMARY KEY (v, k);
            CREATE FUNCTION ks.f (a int) RETURNS NULL ON NULL INPUT RETURNS int LANGUAGE java AS $$ return a; $$;
            """);

    assertThat(schema.columns()).extracting(Column::name).containsExactly("k", "v");
  }

  @Test
  void quotedNamesKeepTheirCase() {
    TableSchema schema =
        CqlSchema.parse(
            "CREATE TABLE \"Ks\".\"MyTable\" (\"K\" int PRIMARY KEY, \"a\"\"b\" text, Lower int);",
            "Ks",
            "MyTable");

    assertThat(schema.columns()).extracting(Column::name).containsExactly("K", "a\"b", "lower");
  }

  @Test
  void columnsThatWereDroppedAndAddedAgainAreThereOnce() {
    TableSchema schema =
        parse(
            """
            CREATE TABLE ks.t (k int PRIMARY KEY, v text, w text, "X" int);
            ALTER TABLE ks.t DROP w USING TIMESTAMP 1600000000000000;
            ALTER TABLE ks.t DROP "X" USING TIMESTAMP 1600000000000000;
            ALTER TABLE ks.t ADD w text;
            ALTER TABLE ks.t WITH comment = 'nothing to do with columns';
            """);

    assertThat(schema.columns()).extracting(Column::name).containsExactly("k", "v", "w");
  }

  @Test
  void aDropWithoutATimeIsRefused() {
    assertThatThrownBy(
            () -> parse("CREATE TABLE ks.t (k int PRIMARY KEY, v text);\nALTER TABLE ks.t DROP v;"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("USING TIMESTAMP");
  }

  @Test
  void namesWithoutAKeyspaceBelongToTheOneThatIsAskedFor() {
    assertThat(
            parse("CREATE TYPE a (x int); CREATE TABLE t (k int PRIMARY KEY, v frozen<a>);")
                .columns())
        .hasSize(2);
  }

  @Test
  void aMissingTableNamesThoseThatThereAre() {
    assertThatThrownBy(
            () ->
                CqlSchema.parse(
                    "CREATE TABLE ks.b (k int PRIMARY KEY); CREATE TABLE ks.a (k int PRIMARY KEY);"
                        + " CREATE TABLE other.c (k int PRIMARY KEY);",
                    "ks",
                    "t"))
        .isInstanceOf(SchemaException.class)
        .hasMessage("The backup's schema has no table ks.t; keyspace ks has a, b");
  }

  @Test
  void aMissingKeyspaceIsSaid() {
    assertThatThrownBy(() -> parse("CREATE TABLE other.t (k int PRIMARY KEY);"))
        .isInstanceOf(SchemaException.class)
        .hasMessage("The backup's schema has no table ks.t; keyspace ks has none there");
  }

  @Test
  void aFaultNamesStatementAndLine() {
    assertThatThrownBy(
            () -> parse("-- first\n\nCREATE TABLE ks.t (\n  k int PRIMARY KEY, v nothing);"))
        .isInstanceOfSatisfying(SchemaException.class, e -> assertThat(e.line()).isEqualTo(3))
        .hasMessageContaining("Cannot read line 3")
        .hasMessageContaining("CREATE TABLE ks.t (")
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> parse("CREATE TABLE ks.t (k int, v text PRIMARY);"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("Cannot read line 1");
  }

  @Test
  void parsingNeedsNoFlagsOfTheJvm() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PlainParser.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** What a worker does. */
  static final class PlainParser {
    public static void main(String[] args) {
      TableSchema schema =
          parse(
              "CREATE TYPE ks.a (x int);"
                  + " CREATE TABLE ks.t (k int PRIMARY KEY, v frozen<a>, w text);"
                  + " ALTER TABLE ks.t DROP w USING TIMESTAMP 1; ALTER TABLE ks.t ADD w text;");
      if (schema.columns().size() != 3) {
        throw new AssertionError(schema);
      }
    }
  }

  @Test
  void aTableWithCompactStorageIsReadOutOfTheCommentThatCassandraPutsItIn() {
    String schema =
        """
        /*
        Warning: Table ks.t omitted because it has constructs not compatible with CQL (was created via legacy API).
        Approximate structure, for reference:
        (this should not be used to reproduce this schema)

        CREATE TABLE IF NOT EXISTS ks.t (
            k int,
            "C" inet,
            v blob,
            PRIMARY KEY (k, "C")
        ) WITH COMPACT STORAGE
            AND ID = 61fdfe50-e9c9-11f1-b28b-d5cba21437a0
            AND CLUSTERING ORDER BY ("C" DESC)
            AND comment = '';
        */
        CREATE TABLE ks.other (k int PRIMARY KEY);
        """;
    assertThat(CqlSchema.parse(schema, "ks", "t").columns())
        .extracting(TableSchema.Column::name)
        .containsExactly("k", "C", "v");
    assertThat(CqlSchema.metadata(schema, "ks", "t").isCompactTable()).isTrue();
    assertThat(CqlSchema.parse(schema, "ks", "other").columns()).hasSize(1);
  }

  @Test
  void aTableWithCompactStorageAndNoClusteringHasTheColumnsThatCqlShows() {
    String schema =
        """
        /*
        Warning: Table ks.t omitted because it has constructs not compatible with CQL (was created via legacy API).

        CREATE TABLE IF NOT EXISTS ks.t (
            k int PRIMARY KEY,
            v text,
            w inet
        ) WITH COMPACT STORAGE
            AND CLUSTERING ORDER BY (column1 ASC)
            AND comment = '';
        */
        """;
    assertThat(CqlSchema.parse(schema, "ks", "t").columns())
        .extracting(TableSchema.Column::name)
        .containsExactly("k", "v", "w");
  }

  @Test
  void aSuperColumnFamilyStaysAComment() {
    String schema =
        """
        /*
        Warning: Table ks.t omitted because it has constructs not compatible with CQL (was created via legacy API).

        CREATE TABLE ks.t (
            k int,
            c int,
            "" map<int, int>,
            PRIMARY KEY (k, c)
        ) WITH COMPACT STORAGE;
        */
        """;
    assertThatThrownBy(() -> CqlSchema.parse(schema, "ks", "t"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("no table ks.t");
  }
}
