package io.perftoolkit.count;

import io.perftoolkit.internal.layout.PaddedLongs;
import io.perftoolkit.internal.owner.OwnerTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A count that many threads raise and few read.
 *
 * <p>Each platform thread adds to a cell of its own by an ordinary load, add and store: no locked instruction, no shared
 * cache line, no allocation. Virtual threads own no cells; they add atomically to a shared
 * word, which becomes stripes when two of them meet there. So do platform threads when more of them are alive than the
 * owner table has room for, and all threads for counters past the first 8192 that are alive (system property
 * {@code io.perftoolkit.count.cells}). The count is exact in all cases.
 *
 * {@snippet class="io.perftoolkit.count.StripedCounterExample" region="count"}
 *
 * <p>Thread-safe. Reading is the dear side: {@link #sum} takes a lock that all counters share and visits one cell per
 * live platform thread. Use a {@link CounterGroup} to read many at once. A counter needs no closing: its cells serve
 * another one when it is unreachable.
 *
 * <p>Sums wrap around silently like any {@code long}.
 *
 * @since 0.1
 */
public final class StripedCounter {
    /*
     * Invariant: a cell is written by the owner of its slab only (Slabs), and this counter is reachable until the store
     * is done. Without the fence behind the store a compiler may let go of the counter before that; its cell could then be
     * given to another counter, which would see the late store as its own.
     *
     * Ordering: the store is opaque, so it is never kept in a register. Increments that happen-before sum() are in it.
     * `shared` is set once by compare-and-set and read with acquire; two first misses must not make two
     * shared counts (StripedCounterStress.FirstMiss, whose control loses one).
     *
     * Layout: header, int, two references; not padded, as it is never written after the first miss
     * (StripedCounterLayoutTest).
     *
     * Proof: StripedCounterStress with its controls, StripedCounterThreadsTest.
     */

    private static final VarHandle SHARED;

    static {
        try {
            SHARED = MethodHandles.lookup().findVarHandle(StripedCounter.class, "shared", SharedCount.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Its index in every slab that is long enough; {@link Slabs#NO_CELL} if all threads share. */
    final int cell;

    @SuppressWarnings("unused") // keeps the cell from being given to another counter
    private final CellRanges.@Nullable Range range;

    @SuppressWarnings("unused") // read and written by SHARED
    private @Nullable SharedCount shared;

    /** Creates a counter that stands at zero. */
    public StripedCounter() {
        this(Slabs.takeOne());
    }

    StripedCounter(Slabs.Place place) {
        this.cell = place.cell;
        this.range = place.range;
    }

    /** Adds one. */
    public void increment() {
        add(1);
    }

    /**
     * Adds {@code n}.
     *
     * @param n how much; may be zero or negative, but only counters that never fall have sums that never fall
     */
    @SuppressWarnings("ReachabilityFenceUsage") // no finally: nothing can throw once the store is done
    public void add(long n) {
        Thread self = Thread.currentThread();
        int slot = OwnerTable.home(self);
        if (OwnerTable.owns(slot, self)) {
            long[] slab = Slabs.SLABS[slot];
            if (cell < PaddedLongs.end(slab)) {
                Slabs.CELL.setOpaque(slab, cell, slab[cell] + n);
                Reference.reachabilityFence(this);
                return;
            }
        }
        addAside(self, n);
    }

    /**
     * The count of all threads, dead ones included.
     *
     * <p>What happens-before the call is in it; what is added meanwhile may be. It is no snapshot of one instant, but of
     * two calls of which one happens-before the other, the later one answers no less if nothing negative is added.
     * O(live platform threads), under a lock that all counters share.
     *
     * @return the count since creation or the last reset
     */
    public long sum() {
        OwnerTable.lock();
        try {
            OwnerTable.sweepSome();
            return sumLocked();
        } finally {
            OwnerTable.unlock();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * The count since the last reset, which begins a new interval: each increment is in exactly one interval, however
     * many threads count and reset. Costs what {@link #sum} costs.
     *
     * @return the count of the interval that ends
     */
    public long sumThenReset() {
        OwnerTable.lock();
        try {
            OwnerTable.sweepSome();
            long sum = sumLocked();
            takeAway(sum);
            return sum;
        } finally {
            OwnerTable.unlock();
            Reference.reachabilityFence(this);
        }
    }

    /** The {@link #sum} in decimal. */
    @Override
    public String toString() {
        return Long.toString(sum());
    }

    /** What is not in cells. */
    long sharedSum() {
        SharedCount count = (SharedCount) SHARED.getAcquire(this);
        return count == null ? 0 : count.sum();
    }

    /** Remembers how much of the count belongs to intervals that have ended. Under the lock. */
    void takeAway(long n) {
        if (cell == Slabs.NO_CELL) {
            shared().add(Thread.currentThread(), -n);
        } else {
            Slabs.carry(cell, -n);
        }
    }

    private long sumLocked() {
        return (cell == Slabs.NO_CELL ? 0 : Slabs.sum(cell)) + sharedSum();
    }

    /** This thread has no slab, or none that reaches this cell. */
    @SuppressWarnings("ReachabilityFenceUsage") // no finally: nothing can throw once the store is done
    private void addAside(Thread self, long n) {
        SharedCount count = (SharedCount) SHARED.getAcquire(this);
        if (count != null && OwnerTable.isVirtual(self)) {
            count.add(self, n); // the usual case of a service on virtual threads, made short
            return;
        }
        int slot = cell == Slabs.NO_CELL ? OwnerTable.NONE : OwnerTable.claim();
        if (slot == OwnerTable.NONE) {
            shared().add(self, n);
        } else {
            long[] slab = Slabs.reaching(slot, cell);
            Slabs.CELL.setOpaque(slab, cell, slab[cell] + n);
            Reference.reachabilityFence(this);
        }
    }

    private SharedCount shared() {
        SharedCount count = (SharedCount) SHARED.getAcquire(this);
        if (count != null) {
            return count;
        }
        SharedCount made = new SharedCount();
        SharedCount first = (SharedCount) SHARED.compareAndExchange(this, null, made);
        return first == null ? made : first;
    }
}
