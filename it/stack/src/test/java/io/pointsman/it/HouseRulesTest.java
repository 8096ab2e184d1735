package io.pointsman.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Imports run one way through the house. Looks at every module's compiled main classes. */
class HouseRulesTest {
  private static final List<String> MODULES =
      List.of(
          "decider",
          "tracing",
          "spark-connector/backup",
          "spark-connector/sstable",
          "spark-connector/inspection",
          "spark-connector/control",
          "spark-connector/publication",
          "spark-connector/source",
          "spark-connector/iceberg",
          "controller-registry",
          "legacy-adapter/adapter",
          "legacy-adapter/reference",
          "workflows",
          "workers");

  private static final String SPARK = "org.apache.spark..";
  private static final String ICEBERG = "org.apache.iceberg..";
  private static final String CASSANDRA = "org.apache.cassandra..";
  private static final String[] CONDUCTOR = {"com.netflix.conductor..", "io.orkes.."};

  private static JavaClasses house;

  @BeforeAll
  static void importTheHouse() {
    Path home = StackPaths.fromSystemProperty().home();
    List<Path> folders =
        MODULES.stream().map(module -> home.resolve(module).resolve("target/classes")).toList();
    Assertions.assertThat(folders).allMatch(Files::isDirectory);
    house = new ClassFileImporter().importPaths(folders);
  }

  @Test
  void theDeciderSeesNoNetworkNoSparkNoIcebergNoConductor() {
    noClasses()
        .that()
        .resideInAPackage("io.pointsman.decider..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(
                    Stream.of(SPARK, ICEBERG, CASSANDRA, "java.net..", "software.amazon.awssdk.."),
                    Stream.of(CONDUCTOR))
                .toArray(String[]::new))
        .check(house);
  }

  @Test
  void theRegistrySeesNoSparkNoIcebergNoCassandra() {
    noClasses()
        .that()
        .resideInAPackage("io.pointsman.registry..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK, ICEBERG, CASSANDRA)
        .check(house);
  }

  @Test
  void theSparkConnectorAndTheLegacyAdapterSeeNoConductor() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.pointsman.backup..",
            "io.pointsman.sstable..",
            "io.pointsman.inspection..",
            "io.pointsman.control..",
            "io.pointsman.publication..",
            "io.pointsman.source..",
            "io.pointsman.iceberg..",
            "io.pointsman.connector..",
            "io.pointsman.legacy..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONDUCTOR)
        .check(house);
  }

  @Test
  void onlyTheJobsSeeSpark() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.pointsman.backup..",
            "io.pointsman.sstable..",
            "io.pointsman.inspection..",
            "io.pointsman.publication..",
            "io.pointsman.workflows..",
            "io.pointsman.workers..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark.sql..", "org.apache.spark.api..")
        .check(house);
  }

  @Test
  void onlyTheReaderSeesCassandra() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.pointsman.sstable..", CASSANDRA)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CASSANDRA)
        .check(house);
  }

  @Test
  void theLegacyReferenceEngineSharesNoMergeCodeWithTheNewEngine() {
    noClasses()
        .that()
        .resideInAPackage("io.pointsman.legacy.reference..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.pointsman.source..", "io.pointsman.iceberg..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("io\\.pointsman\\.sstable\\.(RowCursor|TableScan|MergedRows)")
        .check(house);
  }

  @Test
  void nothingBelowTheWorkersSeesThem() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.pointsman.workers..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.pointsman.workers..")
        .check(house);
  }

  @Test
  void thereAreNoCyclesBetweenTheRooms() {
    slices().matching("io.pointsman.(*)..").should().beFreeOfCycles().check(house);
  }
}
