package io.perftoolkit.bench.cache;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Three reads, then one write of a key that is there already. */
public class MixBenchmark {
    /**
     * Reads or writes the thread's next key.
     *
     * @param resident the cache
     * @param asked the thread's keys
     * @param turn of the thread
     * @param missed stays 0
     * @return the value
     */
    @Benchmark
    public @Nullable Object readsAndWrites(Resident resident, Resident.Asked asked, Turn turn, Missed missed) {
        Long key = asked.next();
        if (turn.writes()) {
            resident.cache().put(asked.toWrite(), Resident.VALUE);
            return Resident.VALUE;
        }
        Object value = resident.cache().get(key);
        if (value == null) {
            missed.misses++;
        }
        return value;
    }

    /** Whether the thread reads or writes. */
    @State(Scope.Thread)
    public static class Turn {
        private int at;

        boolean writes() {
            return (++at & 3) == 0;
        }
    }
}
