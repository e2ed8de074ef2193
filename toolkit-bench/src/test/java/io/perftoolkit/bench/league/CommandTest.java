package io.perftoolkit.bench.league;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandTest {
    private static final Set<String> PARTS = Set.of("count", "cache", "latency");

    @Test
    void noWords_meanAllPartsInFull() {
        Command command = parse();
        assertEquals(List.of("cache", "count", "latency"), command.parts());
        assertEquals(Command.Action.MEASURE, command.action());
        assertEquals(Path.of("docs", "benchmarks", "data"), command.data());
    }

    @Test
    void allOptions_areTaken() {
        Command command =
                parse("--slices", "--forks", "4", "--time", "2s", "--data", "x", "--machine", "zen-5", "count");
        assertEquals(
                new Command(
                        Command.Action.MEASURE, List.of("count"), false, true, 4, 2_000, Path.of("x"), "zen-5", null),
                command);
        assertEquals(Path.of("y"), parse("--traces", "y", "cache").traces());
        assertTrue(parse("--quick").quick());
        assertEquals(Command.Action.LIST, parse("--list").action());
        assertEquals(Command.Action.RENDER, parse("--render").action());
        assertEquals(Command.Action.HELP, parse("-h").action());
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("--quik", "unknown option: --quik; did you mean --quick?"),
                arguments("--fork 3", "unknown option: --fork; did you mean --forks?"),
                arguments("coutn", "unknown part: coutn; did you mean count? Parts: cache, count, latency"),
                arguments("--forks", "--forks needs a value"),
                arguments("--forks 1", "--forks must be a number from 2 to 999: 1"),
                arguments("--forks many", "--forks must be a number from 2 to 999: many"),
                arguments("--time 3", "--time must be a length such as 400ms or 1s: 3"),
                arguments("--time 0ms", "--time must be a length such as 400ms or 1s: 0ms"),
                arguments("--machine My_Box", "--machine must be lower-case words joined by '-': My_Box"),
                arguments("--quick --time 1s", "--time and --quick exclude each other: a quick run sets its own time"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistake_isNamedWithTheRule(String words, String message) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> parse(words.split(" ", -1)));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void league_wrongWord_exitsWith2AndOneLine() {
        var err = new ByteArrayOutputStream();
        int code = League.run(new String[] {"basline"}, System.out, stream(err));
        assertEquals(2, code);
        assertTrue(err.toString(StandardCharsets.UTF_8)
                .startsWith("league: unknown part: basline; did you mean baseline?"));
    }

    @Test
    void league_help_namesEveryOption() {
        var out = new ByteArrayOutputStream();
        assertEquals(0, League.run(new String[] {"--help"}, stream(out), System.err));
        for (String option : Command.OPTIONS) {
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("  " + option), option);
        }
    }

    @Test
    void league_list_printsEveryRow() {
        var out = new ByteArrayOutputStream();
        assertEquals(0, League.run(new String[] {"--list"}, stream(out), System.err));
        assertEquals(
                Goals.load().size(),
                out.toString(StandardCharsets.UTF_8).lines().count());
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static Command parse(String... words) {
        return Command.parse(words, PARTS);
    }
}
