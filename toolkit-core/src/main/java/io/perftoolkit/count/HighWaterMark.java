package io.perftoolkit.count;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The highest value that any thread has reported.
 *
 * <p>Thread-safe. {@link #record} is lock-free, allocates nothing, and writes only when a record is broken, so threads
 * that stay below the mark share its cache line without contending for it.
 *
 * {@snippet class="io.perftoolkit.count.HighWaterMarkExample" region="record"}
 *
 * @since 0.1
 */
public final class HighWaterMark {
    /*
     * Invariant: the mark never falls, except by reset(). A load followed by a store would break this, because two
     * threads that both exceed the old mark may store in either order; hence the compare-and-set.
     *
     * Ordering: opaque loads suffice. The mark guards no other data, so a reader learns nothing about other memory
     * from it; opaque still promises that every thread eventually sees the newest mark.
     *
     * Layout: a header and one long, not padded. Writes are rare by design: of values in random order, the n-th breaks
     * the record with probability 1/n (HighWaterMarkTest.record_randomOrder_seldomWrites).
     *
     * Proof: HighWaterMarkStress; its LoadThenStoreControl must lose a record, or the trial is blind.
     */

    private static final VarHandle MARK;

    static {
        try {
            MARK = MethodHandles.lookup().findVarHandle(HighWaterMark.class, "mark", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // read and written by MARK
    private long mark;

    /**
     * Creates a mark.
     *
     * @param floor the value to start from
     */
    public HighWaterMark(long floor) {
        this.mark = floor;
    }

    /**
     * Raises the mark to {@code value} if it is higher.
     *
     * @param value the value just reached
     * @return whether this call broke the record
     */
    public boolean record(long value) {
        long seen = value();
        while (value > seen) {
            if (MARK.weakCompareAndSet(this, seen, value)) {
                return true;
            }
            seen = value();
        }
        return false;
    }

    /**
     * The highest value recorded since the floor was set.
     *
     * @return the mark
     */
    public long value() {
        return (long) MARK.getOpaque(this);
    }

    /**
     * Starts again from {@code floor}: for a mark per interval. A record that is broken at the same time stands in
     * the interval that ends or in the one that begins, never in neither.
     *
     * @param floor the value to start from
     * @return the mark until now
     */
    public long reset(long floor) {
        return (long) MARK.getAndSet(this, floor);
    }
}
