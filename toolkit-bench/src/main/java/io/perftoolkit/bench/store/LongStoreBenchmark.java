package io.perftoolkit.bench.store;

import io.perftoolkit.store.LongLongStore;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jctools.maps.NonBlockingHashMapLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Longs as keys and values. Every map has grown from its default size. */
@Fork(jvmArgsAppend = {"-Xms2g", "-Xmx2g"}) // five million entries, boxed and in nodes, and a table that is copied
@State(Scope.Benchmark)
public class LongStoreBenchmark {
    private static final int QUESTIONS = 1 << 20;

    /** Which map. */
    @Param({"LongLongStore", "ConcurrentHashMap", "NonBlockingHashMapLong"})
    public String subject;

    /** How many entries it holds. */
    @Param({"1000", "100000", "5000000"})
    public int entries;

    private Longs map;
    private long[] hits;

    /** Fills the map. */
    @Setup
    public void setUp() {
        map = switch (subject) {
            case "LongLongStore" -> new Ours();
            case "ConcurrentHashMap" -> new Boxed();
            case "NonBlockingHashMapLong" -> new HalfBoxed();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
        for (int i = 1; i <= entries; i++) {
            map.put(i * 7919L, i * 31L);
        }
        var random = new SplittableRandom(42);
        hits = random.longs(QUESTIONS, 1, entries + 1L).map(i -> i * 7919).toArray();
    }

    /**
     * Reads a key that is there.
     *
     * @param walk of this thread
     * @return its value
     */
    @Benchmark
    public long hit(Walk walk) {
        return map.get(hits[walk.next()]);
    }

    /**
     * Reads a key that is not there.
     *
     * @param walk of this thread
     * @return the absent value
     */
    @Benchmark
    public long miss(Walk walk) {
        return map.get(~hits[walk.next()]);
    }

    /**
     * Reads and replaces in turn.
     *
     * @param walk of this thread
     * @return the value before
     */
    @Benchmark
    public long half(Walk walk) {
        int at = walk.next();
        return (at & 1) == 0 ? map.get(hits[at]) : map.put(hits[at], at);
    }

    /** Where a thread is in the sequence. Threads begin at different places. */
    @State(Scope.Thread)
    public static class Walk {
        private int at = ThreadLocalRandom.current().nextInt();

        int next() {
            return at++ & (QUESTIONS - 1);
        }
    }

    private abstract static class Longs {
        static final long ABSENT = Long.MIN_VALUE;

        abstract long get(long key);

        abstract long put(long key, long value);

        static long unboxed(@Nullable Long value) {
            return value == null ? ABSENT : value;
        }
    }

    private static final class Ours extends Longs {
        private final LongLongStore store = LongLongStore.builder().build();

        @Override
        long get(long key) {
            return store.get(key);
        }

        @Override
        long put(long key, long value) {
            return store.put(key, value);
        }
    }

    private static final class Boxed extends Longs {
        private final ConcurrentHashMap<Long, Long> map = new ConcurrentHashMap<>();

        @Override
        long get(long key) {
            return unboxed(map.get(key));
        }

        @Override
        long put(long key, long value) {
            return unboxed(map.put(key, value));
        }
    }

    private static final class HalfBoxed extends Longs {
        private final NonBlockingHashMapLong<Long> map = new NonBlockingHashMapLong<>();

        @Override
        long get(long key) {
            return unboxed(map.get(key));
        }

        @Override
        long put(long key, long value) {
            return unboxed(map.put(key, (Long) value));
        }
    }
}
