package io.perftoolkit.bench.cache;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a cache needs for an entry, without the key and the value, after it has evicted for a while.
 *
 * <p>The difference of the heap before and after, both times after a collection: it counts what is shared by all
 * segments as well, and it walks into no executor or class loader as a measurement of the object graph would. Small
 * caches are made by the dozen, so that what a JVM allocates once does not count.
 */
@BenchmarkMode(Mode.SingleShotTime)
@State(Scope.Benchmark)
public class FootprintBenchmark {
    /** So many entries in all, at the least: a kilobyte that is not the cache's changes no digit. */
    private static final int LEAST_ENTRIES = 256_000;

    private static final Object VALUE = new Object();

    /** Which cache. */
    @Param({"Ours", "Caffeine", "cache2k", "Guava", "ConcurrentHashMap"})
    public String subject;

    /** How many entries there is room for. */
    @Param({"1000", "16384", "1000000"})
    public int entries;

    /** Whether they expire. */
    @Param({"never", "afterWrite"})
    public String expiry;

    /**
     * Fills caches and weighs them.
     *
     * @param footprint bytes for an entry
     * @return the caches
     */
    @Benchmark
    public Object[] fill(Footprint footprint) {
        Long[] keys = new Requests.Keys(2 * entries).written();
        fill(make(), keys);
        CacheSubject[] caches = new CacheSubject[Math.max(1, LEAST_ENTRIES / entries)];
        long before = used();
        long size = 0;
        for (int i = 0; i < caches.length; i++) {
            caches[i] = make();
            fill(caches[i], keys);
            size += caches[i].size();
        }
        footprint.entryBytes = (used() - before) / (double) size;
        for (CacheSubject cache : caches) {
            cache.close();
        }
        return new Object[] {caches, keys};
    }

    private CacheSubject make() {
        return expiry.equals("never") ? CacheSubject.of(subject, entries) : CacheSubject.expiring(subject, entries);
    }

    private void fill(CacheSubject cache, Long[] keys) {
        var random = new SplittableRandom(1);
        boolean bounded = !subject.equals("ConcurrentHashMap");
        for (int i = 0; i < (bounded ? 4 * keys.length : entries); i++) {
            Long key = bounded ? keys[random.nextInt(keys.length)] : keys[i];
            if (cache.get(key) == null) {
                cache.put(key, VALUE);
            }
        }
        cache.settle();
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        // Once is not enough: what a reference handler has yet to clear is gone after the next.
        for (int i = 0; i < 4; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Bytes for an entry. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Footprint {
        /** Read by the league under this name. */
        public double entryBytes;
    }
}
