package io.pointsman.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.pointsman.registry",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theRegistrySeesNoSparkIcebergCassandraOrConductor =
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
              "io.pointsman.backup..");

  @ArchTest
  static final ArchRule theClientSeesNothingOfTheServer =
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
              "io.pointsman.registry.page..");

  @ArchTest
  static final ArchRule servicesAndStoresSeeNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("io.pointsman.registry.service..", "io.pointsman.registry.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "io.pointsman.registry.http..");
}
