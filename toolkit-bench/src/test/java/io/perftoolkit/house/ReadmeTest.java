package io.perftoolkit.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java that the pages show is Java that compiles: a block either is a region of compiled source, word for word, or
 * is compiled here.
 */
class ReadmeTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)(?:^<!-- example: ([\\w.]+)#([\\w-]+) -->\\s*)?^```java\\s*$\\R(.*?)^```");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(public |final |abstract )*(class|record|interface|enum) (\\w+)");

    @TempDir
    Path classes;

    @Test
    void blocks_ofThePages_areCompiledCode() throws IOException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path page : House.pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                seen++;
                String problem = block.group(1) != null
                        ? compareWithRegion(block.group(1), block.group(2), block.group(3))
                        : compile("Block" + seen, block.group(3));
                if (!problem.isEmpty()) {
                    wrong.add(House.root().relativize(page) + ": " + problem + "\n" + block.group(3));
                }
            }
        }
        assertTrue(seen > 0, "no Java block found: the pattern is blind");
        assertEquals(List.of(), wrong);
    }

    @Test
    void block_thatDoesNotCompile_isSeen() {
        assertTrue(compile("Wrong", "int x = \"no\";").contains("incompatible types"));
    }

    @Test
    void block_unlikeItsRegion_isSeen() throws IOException {
        String same = compareWithRegion(
                "io.perftoolkit.count.HighWaterMarkExample",
                "record",
                region("io.perftoolkit.count.HighWaterMarkExample", "record"));
        assertEquals("", same);
        assertTrue(compareWithRegion("io.perftoolkit.count.HighWaterMarkExample", "record", "int other;")
                .startsWith("differs from region"));
    }

    @Test
    void dependency_ofTheReadme_carriesTheVersionOfTheBuild() throws IOException {
        String pom = Files.readString(House.root().resolve("pom.xml"));
        Matcher revision = Pattern.compile("<revision>(.+?)</revision>").matcher(pom);
        assertTrue(revision.find());
        String readme = Files.readString(House.root().resolve("README.md"));
        Matcher shown = Pattern.compile("<artifactId>toolkit-bom</artifactId>\\s*<version>(.+?)</version>")
                .matcher(readme);
        assertTrue(shown.find(), "README does not show how to import the BOM");
        assertEquals(revision.group(1), shown.group(1));
    }

    private static String compareWithRegion(String type, String name, String shown) throws IOException {
        String region = region(type, name);
        return normal(region).equals(normal(shown))
                ? ""
                : "differs from region " + name + " of " + type + ":\n" + region;
    }

    private static String region(String type, String name) throws IOException {
        String file = "src/test/java/" + type.replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(House.root())) {
            Path source = modules.map(module -> module.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no module has " + file));
            Matcher region = Pattern.compile(
                            "(?s)// @start region=\"" + Pattern.quote(name) + "\"\\R(.*?)\\R[ \\t]*// @end")
                    .matcher(Files.readString(source));
            assertTrue(region.find(), "no region " + name + " in " + source);
            return region.group(1).stripIndent();
        }
    }

    private static String normal(String code) {
        return code.stripIndent()
                .lines()
                .filter(line -> !line.contains("// @"))
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private String compile(String name, String code) {
        Matcher type = TYPE.matcher(code);
        boolean isFile = type.find();
        String source = isFile ? code : asMethod(name, code);
        var messages = new StringWriter();
        var file = new SourceInMemory(isFile ? type.group(3) : name, source);
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path")),
                        null,
                        List.of(file))
                .call();
        return compiled ? "" : messages.toString();
    }

    private static String asMethod(String name, String code) {
        String imports = code.lines().filter(line -> line.startsWith("import ")).collect(Collectors.joining("\n"));
        String body = code.lines().filter(line -> !line.startsWith("import ")).collect(Collectors.joining("\n"));
        return imports + "\nclass " + name + " { void block() throws Exception {\n" + body + "\n} }";
    }

    private static final class SourceInMemory extends SimpleJavaFileObject {
        private final String code;

        SourceInMemory(String type, String code) {
            super(URI.create("string:///" + type + JavaFileObject.Kind.SOURCE.extension), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
