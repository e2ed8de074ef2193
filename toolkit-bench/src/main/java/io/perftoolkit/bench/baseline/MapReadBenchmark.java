package io.perftoolkit.bench.baseline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Reading entries that are all present: what bounding a map costs its readers. */
@State(Scope.Benchmark)
public class MapReadBenchmark {
    /** Which map. */
    @Param({"ConcurrentHashMap", "Caffeine"})
    public String subject;

    private Reads reads;

    /** Fills the map. */
    @Setup
    public void setUp() {
        reads = switch (subject) {
            case "ConcurrentHashMap" -> new MapReads();
            case "Caffeine" -> new CaffeineReads();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
        for (Integer key : Keys.ALL) {
            reads.put(key);
        }
    }

    /**
     * Reads the thread's next key.
     *
     * @param keys of this thread
     * @return the entry's value
     */
    @Benchmark
    public @Nullable Integer get(Keys keys) {
        return reads.get(keys.next());
    }

    /** The same sequence of keys for each subject; popular keys recur, as in a cache. Each thread walks it alone. */
    @State(Scope.Thread)
    public static class Keys {
        private static final int LENGTH = 1 << 14;
        private static final Integer[] ALL = new Integer[LENGTH];

        static {
            var random = new SplittableRandom(42);
            for (int i = 0; i < LENGTH; i++) {
                double u = random.nextDouble();
                ALL[i] = (int) (u * u * u * LENGTH);
            }
        }

        private int at;

        Integer next() {
            return ALL[at++ & (LENGTH - 1)];
        }
    }

    private abstract static class Reads {
        abstract void put(Integer key);

        abstract @Nullable Integer get(Integer key);
    }

    private static final class MapReads extends Reads {
        private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();

        @Override
        void put(Integer key) {
            map.put(key, key);
        }

        @Override
        @Nullable
        Integer get(Integer key) {
            return map.get(key);
        }
    }

    private static final class CaffeineReads extends Reads {
        private final Cache<Integer, Integer> cache =
                Caffeine.newBuilder().maximumSize(2L * Keys.LENGTH).build();

        @Override
        void put(Integer key) {
            cache.put(key, key);
        }

        @Override
        @Nullable
        Integer get(Integer key) {
            return cache.getIfPresent(key);
        }
    }
}
