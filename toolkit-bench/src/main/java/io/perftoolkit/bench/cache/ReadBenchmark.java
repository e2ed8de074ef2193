package io.perftoolkit.bench.cache;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/** Reading entries that are all there. */
public class ReadBenchmark {
    /**
     * Looks the thread's next key up.
     *
     * @param resident the cache
     * @param asked the thread's keys
     * @param missed stays 0
     * @return the value
     */
    @Benchmark
    public @Nullable Object get(Resident resident, Resident.Asked asked, Missed missed) {
        Object value = resident.cache().get(asked.next());
        if (value == null) {
            missed.misses++;
        }
        return value;
    }
}
