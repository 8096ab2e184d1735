package io.pointsman.decider;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pointsman.decider");

  @Test
  void theDeciderSeesNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "java.nio.channels..", "javax.net..", "io.netty..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(.*Socket.*|URL|.*URLConnection)")
        .check(CLASSES);
  }

  @Test
  void theDeciderSeesNoSparkIcebergConductorOrStore() {
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
            "java.sql..")
        .check(CLASSES);
  }

  @Test
  void theDeciderSeesNoOtherPartOfPointsman() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.pointsman.registry..",
            "io.pointsman.legacy..",
            "io.pointsman.workers..",
            "io.pointsman.backup..",
            "io.pointsman.publication..",
            "io.pointsman.control..")
        .check(CLASSES);
  }
}
