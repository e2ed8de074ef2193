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
    private static final float FULL = 0.625f;

    static final int LEAST_SPAN = 11;
    static final long MASK = 0xffff_ffffL;

    final int shards;
    final int span;
    private final int shift;
    private final int marks;

    /** What a shard may use: enough slots stay empty for every search to end. */
    final int limit;

    /** Shards that still live here while {@link #next} fills. */
    final AtomicInteger unmoved;

    /** The generation that follows, from the moment a shard may live there. */
    volatile @Nullable Table next;

    Table(int shards, int span, int marks) {
        this.shards = shards;
        this.span = span;
        this.marks = marks;
        this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(shards);
        this.limit = (int) ((span - marks) * FULL);
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

    /** The slot behind which a search goes on at the first of its shard; it holds no entry. */
    final int lastSlot(int hash) {
        return endSlot((int) ((hash & MASK) >>> shift));
    }

    final int firstSlot(int shard) {
        return shard * span;
    }

    /** Behind the slots of a shard that may hold entries. */
    final int endSlot(int shard) {
        return (shard + 1) * span - marks;
    }

    /** How many slots a search looks at before it comes to this one. */
    final int distance(int first, int slot) {
        return slot >= first ? slot - first : slot - first + span;
    }

    /** The span that holds {@code entries} per shard with room to spare, for the first table. */
    static int spanFor(double entries) {
        double unlucky = entries + 2 * Math.sqrt(entries); // the fullest of some shards
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_SPAN, Math.ceil(unlucky / FULL) + 2));
    }
}
