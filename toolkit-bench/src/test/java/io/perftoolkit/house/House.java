package io.perftoolkit.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project as the guards see it: its folder, its pages and its compiled classes. */
final class House {
    private static final String ROOT_PACKAGE = "io.perftoolkit";

    private House() {}

    /** The folder with the parent POM, found upwards from where the test runs. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            if (Files.isRegularFile(folder.resolve("CHANGELOG.md")) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        throw new IllegalStateException("no project folder above " + Path.of("").toAbsolutePath());
    }

    /** Every Markdown page that the project shows. */
    static List<Path> pages() {
        Path root = root();
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The compiled classes of every module, without tests. */
    static JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/jmh_generated/"))
                .importPackages(ROOT_PACKAGE);
    }

    /** The module of a class by its package; modules depend only on those of a lower number. */
    static Module moduleOf(JavaClass type) {
        return Module.of(type.getPackageName());
    }

    /** The modules from the ground up. */
    enum Module {
        TESTKIT("toolkit-testkit", List.of()),
        CORE("toolkit-core", List.of()),
        NET("toolkit-net", List.of("CORE")),
        EXAMPLE("toolkit-example", List.of("CORE")),
        BENCH("toolkit-bench", List.of("CORE", "NET", "EXAMPLE"));

        final String artifact;
        private final List<String> below;

        Module(String artifact, List<String> below) {
            this.artifact = artifact;
            this.below = below;
        }

        boolean mayUse(Module other) {
            return this == other || below.contains(other.name());
        }

        static Module of(String packageName) {
            String room = packageName.substring(Math.min(packageName.length(), ROOT_PACKAGE.length() + 1));
            return switch (room.split("\\.")[0]) {
                case "testkit" -> TESTKIT;
                case "net" -> NET;
                case "example" -> EXAMPLE;
                case "bench" -> BENCH;
                default -> CORE;
            };
        }
    }
}
