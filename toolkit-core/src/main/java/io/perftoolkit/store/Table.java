package io.perftoolkit.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One generation of slots: {@code shards} ranges of {@code span} slots each, side by side in the same arrays.
 *
 * <p>A hash of 32 bits names its first slot by multiplication, so any span will do, and the top bits of the hash are the
 * number of the shard. A search goes on from there and starts again at the beginning of its range.
 */
abstract class Table {
    /** Slots of one shard, as a share of its span, that may be used before it must grow. */
    private static final float FULL = 0.7f;

    static final int LEAST_SPAN = 9;
    static final long MASK = 0xffff_ffffL;

    final int shards;
    final int span;

    /** What a shard may use: enough slots stay empty for every search to end. */
    final int limit;

    /** Shards that still live here while {@link #next} fills. */
    final AtomicInteger unmoved;

    /** The generation that follows, from the moment a shard may live there. */
    volatile @Nullable Table next;

    Table(int shards, int span) {
        this.shards = shards;
        this.span = span;
        this.limit = (int) ((span - 1) * FULL);
        this.unmoved = new AtomicInteger(shards);
    }

    /** An empty table of the same kind. */
    abstract Table sized(int span);

    /** The largest span that arrays allow. */
    abstract int greatestSpan();

    /** Copies what lives in a shard and counts anew what it uses. The caller holds its lock; nobody reads there yet. */
    abstract void copy(Shard shard, Table to);

    /** Where the search for a hash starts. */
    static int start(int hash, int slots) {
        return (int) (((hash & MASK) * slots) >>> 32);
    }

    /** The span that holds {@code entries} per shard with room to spare, for the first table. */
    static int spanFor(double entries) {
        double unlucky = entries + 2 * Math.sqrt(entries); // the fullest of some shards
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_SPAN, Math.ceil(unlucky / FULL) + 2));
    }
}
