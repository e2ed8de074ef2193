package io.perftoolkit.cache;

import io.perftoolkit.count.CounterGroup;
import io.perftoolkit.count.StripedCounter;
import io.perftoolkit.latency.LatencyRecorder;

/** What a cache counts. */
final class Counts {
    private final CounterGroup group = new CounterGroup(Kind.values().length);
    private final LatencyRecorder loadTimes = LatencyRecorder.builder().build();

    /** One counter each; the order is that of the group. */
    enum Kind {
        HITS,
        MISSES,
        NEGATIVE_HITS,
        STALE_SERVED,
        STALE_ON_ERROR,
        LOADS_STARTED,
        LOADS_SUCCEEDED,
        LOADS_FAILED,
        LOADS_ABSENT,
        LOADS_CANCELLED,
        COALESCED,
        REFUSED,
        EVICTED_SIZE,
        EVICTED_EXPIRED,
        EVICTED_REFUSED,
        WEIGHT_SIZE,
        WEIGHT_EXPIRED,
        WEIGHT_REFUSED,
        LISTENER_FAILURES
    }

    @SuppressWarnings("EnumOrdinal") // the group was made with one counter per kind
    StripedCounter of(Kind kind) {
        return group.counter(kind.ordinal());
    }

    void raise(Kind kind) {
        of(kind).increment();
    }

    void evicted(RemovalCause cause, int weight) {
        switch (cause) {
            case SIZE -> count(Kind.EVICTED_SIZE, Kind.WEIGHT_SIZE, weight);
            case EXPIRED -> count(Kind.EVICTED_EXPIRED, Kind.WEIGHT_EXPIRED, weight);
            case REFUSED -> count(Kind.EVICTED_REFUSED, Kind.WEIGHT_REFUSED, weight);
            case EXPLICIT, REPLACED -> {
                // The caller's doing, not the cache's.
            }
        }
    }

    private void count(Kind times, Kind weights, int weight) {
        raise(times);
        of(weights).add(weight);
    }

    void loadTook(long nanos) {
        loadTimes.record(nanos);
    }

    /**
     * What was counted until now. The counters are not read at one instant, so a part may be ahead of its whole; the
     * whole is then raised to it.
     */
    CacheStats stats(Table<?, ?> table) {
        long[] sums = group.sums();
        long succeeded = at(sums, Kind.LOADS_SUCCEEDED);
        long failed = at(sums, Kind.LOADS_FAILED);
        long absent = at(sums, Kind.LOADS_ABSENT);
        long cancelled = at(sums, Kind.LOADS_CANCELLED);
        long ended = succeeded + failed + absent + cancelled;
        long stale = at(sums, Kind.STALE_SERVED);
        long onError = at(sums, Kind.STALE_ON_ERROR);
        var loads = new CacheStats.Loads(
                Math.max(at(sums, Kind.LOADS_STARTED), ended),
                succeeded,
                failed,
                absent,
                cancelled,
                at(sums, Kind.COALESCED),
                at(sums, Kind.REFUSED),
                loadTimes.snapshot());
        var evictions = new CacheStats.Evictions(
                at(sums, Kind.EVICTED_SIZE),
                at(sums, Kind.EVICTED_EXPIRED),
                at(sums, Kind.EVICTED_REFUSED),
                at(sums, Kind.WEIGHT_SIZE),
                at(sums, Kind.WEIGHT_EXPIRED),
                at(sums, Kind.WEIGHT_REFUSED));
        return new CacheStats(
                Math.max(at(sums, Kind.HITS), stale + onError),
                at(sums, Kind.MISSES),
                at(sums, Kind.NEGATIVE_HITS),
                stale,
                onError,
                loads,
                evictions,
                at(sums, Kind.LISTENER_FAILURES),
                table.size(),
                table.weight(),
                table.bound());
    }

    @SuppressWarnings("EnumOrdinal") // as of
    private static long at(long[] sums, Kind kind) {
        return sums[kind.ordinal()];
    }
}
