package io.perftoolkit.count;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Where threads that own no cells count: one word until two of them meet there, then stripes. */
final class SharedCount {
    /*
     * Invariant: the count is the word plus all stripes, each of which is only ever changed by an atomic addition, so none
     * is copied or set back. Stripes are made once: two makers must not each count in their own
     * (StripedCounterStress.FirstMiss, whose control loses one).
     *
     * Ordering: as LongAdder's: additions and reads are volatile.
     *
     * Layout: the object is small and not padded, because most counters are never fought for. Stripes are two cache lines
     * apart (PaddedLongsLayoutTest), and there are more of them than processors, because a thread keeps its stripe: that of
     * its hashed id, which for virtual threads grows without bound.
     *
     * Source: Doug Lea's Striped64, without growth and re-hashing: an unconditional fetch-and-add cannot fail, so there is
     * nothing to learn from a failure.
     */

    private static final int STRIPES = stripesFor(Runtime.getRuntime().availableProcessors());
    private static final int HASH_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(STRIPES);

    /** 2^64 / golden ratio; spreads neighbouring ids. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final VarHandle WORD;
    private static final VarHandle STRIPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(SharedCount.class, "word", long.class);
            STRIPED = lookup.findVarHandle(SharedCount.class, "striped", long[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by WORD
    private long word;

    @SuppressWarnings("unused") // read and written by STRIPED
    private long @Nullable [] striped;

    /** Adds on behalf of the calling thread. */
    void add(Thread self, long n) {
        long[] stripes = (long[]) STRIPED.getAcquire(this);
        if (stripes == null) {
            long seen = (long) WORD.getOpaque(this);
            if (WORD.compareAndSet(this, seen, seen + n)) {
                return;
            }
            stripes = stripes();
        }
        int stripe = (int) ((self.getId() * GOLDEN) >>> HASH_SHIFT);
        Slabs.CELL.getAndAdd(stripes, PaddedLongs.indexApart(stripe), n);
    }

    long sum() {
        long sum = (long) WORD.getVolatile(this);
        long[] stripes = (long[]) STRIPED.getAcquire(this);
        if (stripes != null) {
            for (int i = 0; i < STRIPES; i++) {
                sum += (long) Slabs.CELL.getVolatile(stripes, PaddedLongs.indexApart(i));
            }
        }
        return sum;
    }

    private long[] stripes() {
        long[] made = PaddedLongs.allocateApart(STRIPES);
        long[] first = (long[]) STRIPED.compareAndExchange(this, null, made);
        return first == null ? made : first;
    }

    /** At least two, so that the shift of the hash is a shift. */
    static int stripesFor(int processors) {
        return Math.min(64, Integer.highestOneBit(4 * processors));
    }
}
