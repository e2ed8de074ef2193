package io.perftoolkit.bench.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static String refusal(String... args) {
        return assertThrows(IllegalArgumentException.class, () -> Options.parse(args))
                .getMessage();
    }

    @Test
    void parse_nothing_hasTheDefaults() {
        Options options = Options.parse();
        assertEquals(0, options.rate());
        assertEquals(20, options.seconds());
        assertEquals(Path.of("target", "prove"), options.out());
        assertEquals("prove --seed 1 --seconds 20", options.command());
    }

    @Test
    void parse_all_areTaken() {
        Options options = Options.parse(
                "--rate", "500", "--seconds", "7", "--seed", "3", "--json", "a.json", "--out", "b", "--smoke");
        assertEquals(new Options(500, 7, 3, Path.of("a.json"), Path.of("b"), true, false, false), options);
        assertEquals("prove --seed 3 --rate 500 --seconds 7 --smoke", options.command());
    }

    @Test
    void parse_unknown_namesTheNearest() {
        assertEquals("unknown option --sedd: did you mean --seed? (--help lists all)", refusal("--sedd", "1"));
        assertEquals("unknown option --second: did you mean --seconds? (--help lists all)", refusal("--second"));
        assertEquals("unknown option smoke: did you mean --smoke? (--help lists all)", refusal("smoke"));
    }

    @Test
    void parse_badValue_saysTheRule() {
        assertEquals("option --rate needs a number: fast", refusal("--rate", "fast"));
        assertEquals("option --rate must be from 1 to 1000000: 0", refusal("--rate", "0"));
        assertEquals("option --seconds must be from 1 to 600: NaN", refusal("--seconds", "NaN"));
        assertEquals("option --json needs a value", refusal("--json"));
        assertEquals(
                "options --rate times --seconds must not exceed 5000000, since every request is kept: 60000000",
                refusal("--rate", "100000", "--seconds", "600"));
    }

    @Test
    void usage_everyOption_isInIt() {
        for (String name :
                new String[] {"--rate", "--seconds", "--seed", "--json", "--out", "--smoke", "--with-parent"}) {
            assertTrue(Options.USAGE.contains(name), name);
        }
    }
}
