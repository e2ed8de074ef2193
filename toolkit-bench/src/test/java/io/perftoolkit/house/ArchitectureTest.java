package io.perftoolkit.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the house, checked against the compiled classes of every module. */
class ArchitectureTest {
    private static final ArchRule ONLY_LAYOUT_PADS = fields().that()
            .areDeclaredInClassesThat(describe(
                    "stand outside internal.layout",
                    (JavaClass type) -> !type.getPackageName().startsWith("io.perftoolkit.internal.layout")))
            .should()
            .haveNameNotMatching("(?i)(pad(ding)?|[bpq])_?\\d+|pad(ding)?");

    private static JavaClasses everything;

    @BeforeAll
    static void readClasses() {
        everything = House.classes();
        assertTrue(everything.contain("io.perftoolkit.count.HighWaterMark"), "core was not read: every rule is blind");
        assertTrue(everything.contain("io.perftoolkit.testkit.FakeTicker"), "testkit was not read");
        assertTrue(everything.contain("io.perftoolkit.bench.control.ControlBenchmark"), "bench was not read");
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.perftoolkit.(**)").should().beFreeOfCycles().check(everything);
    }

    @Test
    void modules_dependDownwardOnly() {
        classes().should(useOnlyModulesBelow()).check(everything);
    }

    @Test
    void padding_standsInTheLayoutRoomOnly() {
        ONLY_LAYOUT_PADS.check(everything);
    }

    @Test
    void padding_elsewhere_isSeen() {
        var planted = new ClassFileImporter().importClasses(Padded.class);
        assertThrows(AssertionError.class, () -> ONLY_LAYOUT_PADS.check(planted));
    }

    @Test
    void jmh_isUsedByBenchOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.perftoolkit.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.openjdk.jmh..")
                .check(everything);
    }

    @Test
    void libraries_neitherPrintNorExit() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.perftoolkit.bench..", "io.perftoolkit.example..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(everything);
    }

    @Test
    void core_usesNoReflectionNoServicesNoSerialization() {
        noClasses()
                .that(describe("are of core", (JavaClass type) -> House.moduleOf(type) == House.Module.CORE))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.ServiceLoader")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.reflect.Method")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.reflect.Field")
                .check(everything);
    }

    @Test
    void core_needsOnlyTheJdkSlf4jJctoolsAndJspecify() {
        classes()
                .that(describe("are of core", (JavaClass type) -> House.moduleOf(type) == House.Module.CORE))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.perftoolkit..",
                        "java..",
                        "javax.management..",
                        "com.sun.management..",
                        "org.slf4j..",
                        "org.jctools..",
                        "org.jspecify..")
                .check(everything);
    }

    private static ArchCondition<JavaClass> useOnlyModulesBelow() {
        return new ArchCondition<>("use only modules below their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                House.Module own = House.moduleOf(type);
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use -> use.getTargetClass().getPackageName().startsWith("io.perftoolkit"))
                        .filter(use -> !own.mayUse(House.moduleOf(use.getTargetClass())))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }

    /** What the padding rule must refuse. */
    @SuppressWarnings("unused")
    private static final class Padded {
        long p1;
        long pad2;
    }
}
