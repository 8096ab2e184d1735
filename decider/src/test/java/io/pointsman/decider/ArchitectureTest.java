package io.pointsman.decider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.pointsman", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theDeciderSeesNoNetwork =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "java.nio.channels..", "javax.net..", "io.netty..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.net\\.(.*Socket.*|URL|.*URLConnection)");

  @ArchTest
  static final ArchRule theDeciderSeesNoSparkIcebergConductorOrStore =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "org.apache.iceberg..",
              "org.apache.cassandra..",
              "com.netflix..",
              "io.orkes..",
              "org.conductoross..",
              "software.amazon..",
              "java.sql..");

  @ArchTest
  static final ArchRule theDeciderSeesNoOtherPartOfPointsman =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.pointsman.registry..",
              "io.pointsman.legacy..",
              "io.pointsman.workers..",
              "io.pointsman.backup..",
              "io.pointsman.publication..",
              "io.pointsman.control..");
}
