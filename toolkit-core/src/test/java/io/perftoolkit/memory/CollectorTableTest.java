package io.perftoolkit.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts each collector with a program whose live set is known, and asserts the table of {@link CollectedPool}. */
class CollectorTableTest {
    private static final Pattern FLAT =
            Pattern.compile("flat pool=(.*) collected=(\\d+) lowest=(-?\\d+) highest=(-?\\d+) suspicions=(\\d+)");
    private static final Pattern LEAK = Pattern.compile("leak found=points=(\\d+) p=(\\S+) accounts=\\[leak]");

    // Pools by JDK: ZGC has generations since 21, and nothing else since 24.
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-XX:+UseSerialGC, Tenured Gen, 12",
        "-XX:+UseParallelGC, PS Old Gen, 10",
        "-XX:+UseG1GC, G1 Old Gen, 40",
        "-XX:+UseZGC, ZHeap|ZGC Old Generation, 30",
        "-XX:+UseShenandoahGC, Shenandoah, 30",
        "-XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational, Shenandoah Old Gen, 20"
    })
    void liveSet_ofAKnownProgram_isRight(String collector, String pools, int collections) throws Exception {
        ChildJvm.Result result = ChildJvm.of(LiveSetChild.class)
                .options(collector.split(" "))
                .options("-Xmx160m")
                .arguments(Integer.toString(collections))
                .run();
        if (result.exit() != 0 && result.output().contains("during initialization of VM")
                || result.output().contains("Unrecognized VM option")
                || result.output().contains("not supported")) {
            System.out.println("collector table: this JDK (" + Runtime.version() + ") cannot do " + collector + ": "
                    + result.output().lines().findFirst().orElse(""));
            abort("not in this JDK: " + collector);
        }
        assertEquals(0, result.exit(), result::output);

        Matcher flat = FLAT.matcher(result.output());
        assertTrue(flat.find(), result::output);
        assertTrue(List.of(pools.split("\\|")).contains(flat.group(1)), result::output);
        assertTrue(Integer.parseInt(flat.group(2)) > 5, result::output);
        int lowest = Integer.parseInt(flat.group(3));
        int highest = Integer.parseInt(flat.group(4));
        int known = LiveSetChild.KEPT_MIB + LiveSetChild.RING_MIB;
        boolean exact = collector.contains("Serial") || collector.contains("Parallel");
        assertTrue(lowest >= LiveSetChild.KEPT_MIB, result::output);
        if (exact) {
            // A full collection leaves what lives, and little else: Parallel keeps some garbage to save work.
            assertTrue(highest <= known * 1.25, result::output);
        } else {
            // The others leave garbage and count what was allocated meanwhile: an upper bound, but no fairy tale.
            assertTrue(lowest <= known * 1.6, result::output);
        }
        assertEquals("0", flat.group(5), result::output);
        assertTrue(LEAK.matcher(result.output()).find(), result::output);
    }
}
