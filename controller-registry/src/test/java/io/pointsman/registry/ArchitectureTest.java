package io.pointsman.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pointsman.registry");

  @Test
  void theRegistrySeesNoSparkIcebergCassandraOrConductor() {
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
            "io.pointsman.workers..",
            "io.pointsman.legacy..",
            "io.pointsman.backup..")
        .check(CLASSES);
  }

  @Test
  void theClientSeesNothingOfTheServer() {
    noClasses()
        .that()
        .resideInAnyPackage("io.pointsman.registry.client..", "io.pointsman.registry.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javalin..",
            "org.jdbi..",
            "com.google.inject..",
            "io.pointsman.registry.http..",
            "io.pointsman.registry.service..",
            "io.pointsman.registry.store..",
            "io.pointsman.registry.page..")
        .check(CLASSES);
  }

  @Test
  void servicesAndStoresSeeNoHttp() {
    noClasses()
        .that()
        .resideInAnyPackage("io.pointsman.registry.service..", "io.pointsman.registry.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "io.pointsman.registry.http..")
        .check(CLASSES);
  }
}
