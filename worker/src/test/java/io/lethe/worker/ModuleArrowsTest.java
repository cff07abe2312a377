package io.lethe.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** The arrows between modules, checked here because only the worker sees all of them. */
@AnalyzeClasses(packages = "io.lethe", importOptions = ModuleArrowsTest.MainClasses.class)
class ModuleArrowsTest {
  /** Leaves out test folders, and the test jar of the store, which is one once it is packaged. */
  static final class MainClasses implements ImportOption {
    private final ImportOption withoutTests = new DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return withoutTests.includes(location) && !location.contains("-tests.jar");
    }
  }

  private static final String[] JDK = {
    "java..", "javax..", "org.slf4j..", "com.google.errorprone.."
  };
  private static final String JACKSON = "com.fasterxml.jackson..";

  @ArchTest
  static final ArchRule FORMATS =
      module("formats", JACKSON, "org.erdtman.jcs..")
          .because(
              "a stranger must be able to read Lethe's files without Lethe's servers or engine");

  @ArchTest
  static final ArchRule STORE =
      module("store", "io.lethe.formats..", JACKSON, "io.minio..", "okhttp3..", "kotlin..")
          .because("the store knows bytes and digests, not what they mean");

  @ArchTest
  static final ArchRule UNLEARNING =
      module(
              "unlearning",
              "io.lethe.formats..",
              JACKSON,
              "ai.djl..",
              "libsvm..",
              "org.apache.parquet..",
              "us.hebi.matlab.mat..")
          .because("the science is used and tested without Temporal, S3 or HTTP");

  @ArchTest
  static final ArchRule WORKFLOWS =
      module(
              "workflows",
              JACKSON,
              "io.temporal..",
              "com.networknt..",
              "org.yaml.snakeyaml..",
              "com.google.protobuf..",
              "com.uber.m3..",
              "io.grpc..")
          .because(
              "workflow code is replayed: it may see references, never engines, stores or files");

  @ArchTest
  static final ArchRule ACTIVITIES =
      module(
              "activities",
              "io.lethe.workflows..",
              "io.lethe.store..",
              "io.lethe.unlearning..",
              "io.lethe.formats..",
              JACKSON,
              "io.temporal..",
              "com.uber.m3..",
              "ai.djl..")
          .because("activities join the three worlds and leave each one's tools to its module");

  @ArchTest
  static final ArchRule GATEWAY =
      module(
              "gateway",
              "io.lethe.workflows..",
              "io.lethe.store..",
              "io.lethe.formats..",
              JACKSON,
              "io.javalin..",
              "org.eclipse.jetty..",
              "jakarta.servlet..",
              "kotlin..",
              "com.nimbusds..",
              "org.springframework.security.crypto..",
              "io.temporal..")
          .because("HTTP sees runs and artifacts, never the engine or the data's readers");

  @ArchTest
  static final ArchRule NOBODY_CALLS_THE_WORKER =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lethe.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lethe.worker..")
          .because("the worker is the outermost module: it starts things");

  @ArchTest
  static final ArchRule READING_REQUESTS_STAYS_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lethe.workflows.request..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.networknt..", "org.yaml.snakeyaml..")
          .because(
              "a request is parsed and validated once, where it is read; inside it is a record");

  @ArchTest
  static final ArchRule MINIO_STAYS_IN_THE_STORE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lethe.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.minio..", "okhttp3..")
          .because("everybody else speaks to the port, which the contract suite describes");

  @ArchTest
  static final ArchRule SERVERS_STAY_EMBEDDED =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lethe.worker.embedded..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.gaul.s3proxy..", "io.temporal.internal.testservice..")
          .because(
              "the same code must run against real servers; only one package may know of these");

  private static ArchRuleWithReason module(String name, String... allowed) {
    String own = "io.lethe." + name + "..";
    String[] all =
        Stream.of(Stream.of(own), Arrays.stream(JDK), Arrays.stream(allowed))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return reason ->
        classes()
            .that()
            .resideInAPackage(own)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(all)
            .because(reason);
  }

  /** A rule that still has to say why it is there. */
  private interface ArchRuleWithReason {
    ArchRule because(String reason);
  }
}
