package io.lethe.workflows;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.UUID;

/** What workflow code must not touch, because replaying it would then give another result. */
@AnalyzeClasses(
    packages = "io.lethe.workflows",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DeterminismTest {
  private static final String PIPELINE = "io.lethe.workflows.pipeline..";

  @ArchTest
  static final ArchRule NO_CLOCK =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(
              java.time.Clock.class,
              java.time.LocalDateTime.class,
              java.time.ZonedDateTime.class,
              java.util.Date.class)
          .because("a replay happens at another time; Workflow.currentTimeMillis() is recorded");

  @ArchTest
  static final ArchRule NO_RANDOM =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Random.class, java.util.concurrent.ThreadLocalRandom.class)
          .because("a replay would draw other numbers");

  @ArchTest
  static final ArchRule NO_THREADS =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Thread.class, ThreadLocal.class)
          .because("only the SDK's own threads run in a recorded order; locks can block a replay");

  @ArchTest
  static final ArchRule NO_FILES_NO_NETWORK =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.sql..", "javax.net..")
          .because(
              "what the outside world says belongs into an activity, whose answer is recorded");

  @ArchTest
  static final ArchRule NO_ENVIRONMENT =
      noClasses()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .because("two workers may have different environments");

  @ArchTest
  static final ArchRule NO_MUTABLE_STATICS =
      noFields()
          .that()
          .areDeclaredInClassesThat()
          .resideInAPackage(PIPELINE)
          .and()
          .areStatic()
          .should()
          .notBeFinal()
          .because("workflows of one worker would see each other");

  @ArchTest
  static final ArchRule PIPELINE_KNOWS_CONTRACTS_AND_THE_SDK_ONLY =
      classes()
          .that()
          .resideInAPackage(PIPELINE)
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("java..")
                  .or(resideInAPackage(PIPELINE))
                  .or(resideInAPackage("io.lethe.workflows.contract.."))
                  .or(resideInAPackage("io.lethe.workflows.request.."))
                  .or(resideInAPackage("io.temporal..")))
          .because("engines, stores and parsers are not deterministic, and not needed to decide");

  @ArchTest
  static final ArchRule CONTRACTS_ARE_FREE_OF_THE_PIPELINE =
      noClasses()
          .that()
          .resideInAnyPackage("io.lethe.workflows.contract..", "io.lethe.workflows.request..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              PIPELINE, "io.lethe.workflows.client..", "io.lethe.workflows.payload..")
          .because("contracts live apart from what implements them");

  @ArchTest
  static final ArchRule VALIDATOR_STAYS_IN_REQUEST =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lethe.workflows.request..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.networknt..")
          .because("ADR 0001: only the request package validates");

  @ArchTest
  static final ArchRule NO_ENGINE_NO_STORE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "io.minio..", "io.lethe.store..", "io.lethe.unlearning..")
          .because("the arrows of the design end at the Temporal SDK and Jackson");
}
