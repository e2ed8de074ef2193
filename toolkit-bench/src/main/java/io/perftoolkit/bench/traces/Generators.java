package io.perftoolkit.bench.traces;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** Traces from formulas. Each has its own seed, so that one more changes none of the others. */
final class Generators {
    private static final int KEYS = 50_000;
    private static final int LENGTH = 400_000;

    private Generators() {}

    static List<Trace> all() {
        return List.of(
                zipf("zipf-0.7", 0.7, 1),
                zipf("zipf-0.99", 0.99, 2),
                drifting("zipf-0.99-drifting", 3),
                scanned("zipf-0.9-scanned", 4),
                looped("loop-jumping", 5));
    }

    /** Popularity that stays as it is. */
    private static Trace zipf(String name, double exponent, long seed) {
        Zipf zipf = new Zipf(KEYS, exponent);
        var random = new SplittableRandom(seed);
        return trace(name, i -> zipf.draw(random));
    }

    /** Sixteen times, a tenth of the keys takes the popularity of others. */
    private static Trace drifting(String name, long seed) {
        Zipf zipf = new Zipf(KEYS, 0.99);
        var random = new SplittableRandom(seed);
        return trace(name, i -> (zipf.draw(random) + i / (LENGTH / 16) * (KEYS / 10)) % KEYS);
    }

    /** Every other request asks for a key that never comes again. */
    private static Trace scanned(String name, long seed) {
        Zipf zipf = new Zipf(KEYS, 0.9);
        var random = new SplittableRandom(seed);
        return trace(name, i -> i % 2 == 0 ? zipf.draw(random) : KEYS + i);
    }

    /** Round and round over 4000 keys; once in a hundred requests it jumps to another place. */
    private static Trace looped(String name, long seed) {
        int round = 4_000;
        var random = new SplittableRandom(seed);
        int[] at = {0};
        return trace(name, i -> at[0] = random.nextInt(100) == 0 ? random.nextInt(round) : (at[0] + 1) % round);
    }

    private static Trace trace(String name, IntUnaryOperator key) {
        int[] requests = new int[LENGTH];
        Arrays.setAll(requests, key);
        Map<Integer, Integer> numbers = new HashMap<>();
        return Trace.ofNumbered(
                name,
                Trace.Origin.GENERATED,
                Arrays.stream(requests)
                        .map(k -> numbers.computeIfAbsent(k, x -> numbers.size()))
                        .toArray());
    }
}
