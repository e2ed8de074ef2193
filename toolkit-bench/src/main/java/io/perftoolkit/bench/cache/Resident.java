package io.perftoolkit.bench.cache;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** A cache with room for more than the keys that are asked for: nothing is ever evicted. */
@State(Scope.Benchmark)
public class Resident {
    static final Object VALUE = new Object();

    /** Which cache. */
    @Param({"Ours", "Caffeine", "CaffeineDirect", "cache2k", "Guava", "ConcurrentHashMap"})
    public String subject;

    /** How many entries. */
    @Param({"16384", "1048576"})
    public int entries;

    private CacheSubject cache;
    private Requests.Keys keys;

    /** Fills the cache. */
    @Setup
    public void setUp() {
        cache = CacheSubject.of(subject, entries + entries / 4);
        keys = new Requests.Keys(entries);
        for (Long key : keys.written()) {
            cache.put(key, VALUE);
        }
        cache.settle();
    }

    /** Closes it. */
    @TearDown
    public void tearDown() {
        cache.close();
    }

    CacheSubject cache() {
        return cache;
    }

    /** What a thread asks for. */
    @State(Scope.Thread)
    public static class Asked {
        private Requests requests;

        /**
         * Draws the sequence.
         *
         * @param resident whose keys
         * @param thread who asks
         */
        @Setup
        public void setUp(Resident resident, ThreadParams thread) {
            requests = resident.keys.of(thread.getThreadIndex());
        }

        Long next() {
            return requests.next();
        }

        Long toWrite() {
            return requests.toWrite();
        }
    }
}
