package io.perftoolkit.cache;

import io.perftoolkit.latency.LatencyRecorder;
import io.perftoolkit.latency.LatencySnapshot;

/**
 * What a cache did since it was built, and how full it is.
 *
 * <p>Taken without stopping anyone. No part exceeds its whole: what was served stale is within the hits, and loads that
 * ended are within those that started.
 *
 * @param hits look-ups that were answered with a value, however old
 * @param misses look-ups that found nothing to answer with
 * @param negativeHits look-ups that were answered by a remembered absence
 * @param staleServed of the hits, those served after their fresh time, while they could be refreshed
 * @param staleOnError of the hits, those served only because loading had failed
 * @param loads what became of the loads
 * @param evictions what the cache removed of its own accord
 * @param listenerFailures how often the removal listener threw
 * @param size how many entries there are, expired ones that nobody has met yet included
 * @param weight the weight of all entries; their number in a cache bounded by entries
 * @param bound the most that the weight may reach; {@link Long#MAX_VALUE} if a foreign cache knows
 * @since 0.1
 */
public record CacheStats(
        long hits,
        long misses,
        long negativeHits,
        long staleServed,
        long staleOnError,
        Loads loads,
        Evictions evictions,
        long listenerFailures,
        long size,
        long weight,
        long bound) {

    /**
     * Makes the figures of a foreign cache, for {@link Cache#over}.
     *
     * @param hits its hits
     * @param misses its misses
     * @param evictions its evictions for size
     * @param size how many entries it has
     * @return these, and zero for everything else
     */
    public static CacheStats of(long hits, long misses, long evictions, long size) {
        var noTimes = LatencyRecorder.builder().build().snapshot();
        return new CacheStats(
                hits,
                misses,
                0,
                0,
                0,
                new Loads(0, 0, 0, 0, 0, 0, 0, noTimes),
                new Evictions(evictions, 0, 0, evictions, 0, 0),
                0,
                size,
                size,
                Long.MAX_VALUE);
    }

    /**
     * How many look-ups there were.
     *
     * @return hits, negative hits and misses
     */
    public long requests() {
        return hits + negativeHits + misses;
    }

    /**
     * The share of look-ups that needed no load.
     *
     * @return between 0 and 1; 1 if there was no look-up
     */
    public double hitRatio() {
        long requests = requests();
        return requests == 0 ? 1 : (double) (hits + negativeHits) / requests;
    }

    /** The same, with the loads of this cache instead. */
    CacheStats withLoads(Loads loads) {
        return new CacheStats(
                hits,
                misses,
                negativeHits,
                staleServed,
                staleOnError,
                loads,
                evictions,
                listenerFailures,
                size,
                weight,
                bound);
    }

    /**
     * What became of the loads: {@code started = succeeded + failed + absent + cancelled + inFlight}, always. A refresh
     * is a load, and each key of a bulk load is one.
     *
     * @param started those that began
     * @param succeeded those that brought a value, kept or not
     * @param failed those whose loader threw
     * @param absent those whose loader said that there is no value
     * @param cancelled those that ended without an answer: the cache was closed, the loading thread interrupted, or nobody
     *     waited any more
     * @param coalesced callers that waited for the load of another instead of loading themselves
     * @param refused look-ups that were not allowed to load, because a load of their key failed just before; see {@link
     *     CacheBuilder#backOff}
     * @param times how long the ended ones took
     * @since 0.1
     */
    public record Loads(
            long started,
            long succeeded,
            long failed,
            long absent,
            long cancelled,
            long coalesced,
            long refused,
            LatencySnapshot times) {

        /**
         * The loads that are under way.
         *
         * @return those that have started and not ended
         */
        public long inFlight() {
            return started - succeeded - failed - absent - cancelled;
        }
    }

    /**
     * What the cache removed of its own accord. Remembered absences are counted too: they take room.
     *
     * @param size entries that had to make room
     * @param expired entries whose time was over
     * @param refused values heavier than the whole cache may become
     * @param sizeWeight the weight of those that made room
     * @param expiredWeight the weight of those whose time was over
     * @param refusedWeight the weight of those refused
     * @since 0.1
     */
    public record Evictions(
            long size, long expired, long refused, long sizeWeight, long expiredWeight, long refusedWeight) {}
}
