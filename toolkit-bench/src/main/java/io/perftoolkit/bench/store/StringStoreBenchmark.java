package io.perftoolkit.bench.store;

import io.perftoolkit.store.ShardedStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jctools.maps.NonBlockingHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Strings as keys. Every map has grown from its default size, as in a service that does not know what will come. */
@Fork(jvmArgsAppend = {"-Xms2g", "-Xmx2g"}) // five million entries, boxed and in nodes, and a table that is copied
@State(Scope.Benchmark)
public class StringStoreBenchmark {
    /** Which map. */
    @Param({"ShardedStore", "ConcurrentHashMap", "NonBlockingHashMap"})
    public String subject;

    /** How many entries it holds. */
    @Param({"1000", "100000", "5000000"})
    public int entries;

    private ConcurrentMap<String, Object> map;
    private String[] hits;
    private String[] misses;

    /** Fills the map. */
    @Setup
    public void setUp() {
        map = switch (subject) {
            case "ShardedStore" -> ShardedStore.create();
            case "ConcurrentHashMap" -> new ConcurrentHashMap<>();
            case "NonBlockingHashMap" -> new NonBlockingHashMap<>();
            default -> throw new IllegalArgumentException("unknown subject: " + subject);
        };
        for (int i = 0; i < entries; i++) {
            map.put(StringKeys.present(i), i);
        }
        hits = StringKeys.questions(entries, true);
        misses = StringKeys.questions(entries, false);
    }

    /**
     * Reads a key that is there.
     *
     * @param walk of this thread
     * @return its value
     */
    @Benchmark
    public @Nullable Object hit(Walk walk) {
        return map.get(walk.next(hits));
    }

    /**
     * Reads a key that is not there.
     *
     * @param walk of this thread
     * @return null
     */
    @Benchmark
    public @Nullable Object miss(Walk walk) {
        return map.get(walk.next(misses));
    }

    /**
     * Reads and replaces in turn.
     *
     * @param walk of this thread
     * @return the value before
     */
    @Benchmark
    public @Nullable Object half(Walk walk) {
        String key = walk.next(hits);
        return walk.isOdd() ? map.put(key, walk.fresh()) : map.get(key);
    }

    /**
     * A key comes and goes.
     *
     * @param walk of this thread
     * @return what was removed
     */
    @Benchmark
    public @Nullable Object comeAndGo(Walk walk) {
        String key = walk.next(misses);
        map.put(key, walk.fresh());
        return map.remove(key);
    }

    /**
     * A walk over all entries.
     *
     * @return how many there were
     */
    @Benchmark
    public int walk() {
        int n = 0;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            n += entry.getValue() == null ? 0 : 1;
        }
        return n;
    }

    /** Where a thread is in the sequence. Threads begin at different places. */
    @State(Scope.Thread)
    public static class Walk {
        private static final Object[] FRESH = {new Object(), new Object(), new Object()};

        private int at = ThreadLocalRandom.current().nextInt();

        String next(String[] questions) {
            return questions[at++ & (questions.length - 1)];
        }

        /** A coin that no branch predictor foresees would hide what the maps cost; so it alternates. */
        boolean isOdd() {
            return (at & 1) != 0;
        }

        /** Not the value that is there already, which some maps would not write again. */
        Object fresh() {
            return FRESH[(at >>> 1) % FRESH.length];
        }
    }
}
