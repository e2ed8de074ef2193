package io.perftoolkit.bench.cache;

import io.perftoolkit.bench.traces.Zipf;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one thread asks for, round and round: popular keys often, by a sequence of its own.
 *
 * <p>The keys that are asked for are equal to those that are written, never identical: a cache must compare them.
 */
final class Requests {
    private static final int LENGTH = 1 << 20;
    private static final double EXPONENT = 0.99;

    private final Long[] written;
    private final Long[] sequence = new Long[LENGTH];
    private final int[] numbers = new int[LENGTH];
    private int at;

    /**
     * A sequence.
     *
     * @param keys that may be asked for, and those to write in their place
     * @param zipf over as many
     * @param thread who asks
     */
    private Requests(Keys keys, Zipf zipf, int thread) {
        this.written = keys.written;
        var random = new SplittableRandom(20_260_101L + thread);
        for (int i = 0; i < LENGTH; i++) {
            numbers[i] = zipf.draw(random);
            sequence[i] = keys.asked[numbers[i]];
        }
    }

    /** The next key to ask for. */
    Long next() {
        at = (at + 1) & (LENGTH - 1);
        return sequence[at];
    }

    /** The key that {@link #next} gave, as another object. */
    Long toWrite() {
        return written[numbers[at]];
    }

    int length() {
        return LENGTH;
    }

    /** So many keys, each of them twice. */
    static final class Keys {
        private final Long[] written;
        private final Long[] asked;
        private @Nullable Zipf zipf;

        Keys(int count) {
            written = make(count);
            asked = make(count);
        }

        private static Long[] make(int count) {
            Long[] keys = new Long[count];
            for (int i = 0; i < count; i++) {
                // Odd multiples keep the keys distinct, and far from those that the JDK holds one object of.
                keys[i] = (i + 1) * 0x9E3779B97F4A7C15L;
            }
            return keys;
        }

        Long[] written() {
            return written;
        }

        synchronized Requests of(int thread) {
            Zipf drawn = zipf == null ? new Zipf(written.length, EXPONENT) : zipf;
            zipf = drawn;
            return new Requests(this, drawn, thread);
        }
    }
}
