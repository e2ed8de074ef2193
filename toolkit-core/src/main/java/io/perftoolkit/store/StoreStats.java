package io.perftoolkit.store;

import java.util.List;

/**
 * What a store looks like at one moment. Taken without stopping anyone, so figures of shards that are written meanwhile
 * may be one operation apart.
 *
 * @param entries how many entries there are: the sum over the shards
 * @param growths how often all shards have moved to a new table, to have more room or to forget removed keys
 * @param growing whether some shards have moved already and others not yet
 * @param shards the figures of each shard
 * @since 0.1
 */
public record StoreStats(long entries, long growths, boolean growing, List<ShardStats> shards) {
    /**
     * The figures of a store.
     *
     * @param entries how many entries there are
     * @param growths how often all shards have moved
     * @param growing whether some shards have moved already and others not yet
     * @param shards the figures of each shard; copied
     */
    public StoreStats {
        shards = List.copyOf(shards);
    }

    /**
     * How many slots all shards have.
     *
     * @return the sum over the shards
     */
    public long slots() {
        return shards.stream().mapToLong(ShardStats::slots).sum();
    }

    /**
     * The fullest shard, relative to the mean: 1 where all hold the same. A value far above one in a large store says that
     * the hash codes of the keys are alike.
     *
     * @return entries of the fullest shard divided by the mean; 1 for an empty store
     */
    public double skew() {
        long most = shards.stream().mapToLong(ShardStats::entries).max().orElse(0);
        return entries == 0 ? 1 : (double) most * shards.size() / entries;
    }

    /**
     * What one shard looks like.
     *
     * @param entries how many entries it has
     * @param slots how many slots
     * @param used slots that are not empty; those of removed keys stay used until the shard moves
     * @param longestProbe the longest search, in slots, that an entry has needed since the shard moved
     * @param crowds hash codes that so many keys share that they are kept in a sorted tree
     * @param contended how often a writer found the lock taken
     * @since 0.1
     */
    public record ShardStats(int entries, int slots, int used, int longestProbe, int crowds, int contended) {}
}
