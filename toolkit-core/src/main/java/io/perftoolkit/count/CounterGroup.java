package io.perftoolkit.count;

import io.perftoolkit.internal.layout.PaddedLongs;
import io.perftoolkit.internal.owner.OwnerTable;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Counters that are made together, lie side by side and are read together.
 *
 * <p>Thread-safe. One reading of the group takes the lock once and walks each thread's cells in order, so it costs far
 * less than as many calls of {@link StripedCounter#sum}. Its counters are counters like any other; raise several of them
 * by {@link #recorder}.
 *
 * {@snippet class="io.perftoolkit.count.CounterGroupExample" region="group"}
 *
 * @since 0.1
 */
public final class CounterGroup {
    /*
     * Invariant: either all counters have adjacent cells, in the order of their positions, or none has a cell; they hold
     * the range between them, so a group whose counters live on is not reused (StripedCounterReuseTest).
     */

    private final StripedCounter[] counters;

    /**
     * Creates counters that stand at zero.
     *
     * @param size how many
     * @throws IllegalArgumentException if the size is not positive
     */
    public CounterGroup(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("size must be positive: " + size);
        }
        Slabs.Place first = Slabs.takeAdjacent(size);
        counters = new StripedCounter[size];
        for (int i = 0; i < size; i++) {
            counters[i] =
                    new StripedCounter(first.range == null ? first : new Slabs.Place(first.cell + i, first.range));
        }
    }

    /**
     * How many counters there are.
     *
     * @return the size
     */
    public int size() {
        return counters.length;
    }

    /**
     * One of the counters.
     *
     * @param position from 0 to {@link #size()} - 1
     * @return always the same counter for the same position
     * @throws IndexOutOfBoundsException if there is no such position
     */
    public StripedCounter counter(int position) {
        return counters[position];
    }

    /**
     * The recorder of the calling thread, for raising several counters of any group or none.
     *
     * @return the recorder, to be closed when the stretch ends
     */
    public static Recorder recorder() {
        Thread self = Thread.currentThread();
        int slot = OwnerTable.home(self);
        if (OwnerTable.owns(slot, self)) {
            Recorder mine = Recorder.RECORDERS[slot];
            if (mine != null) {
                return mine;
            }
        }
        return Recorder.first(self);
    }

    /**
     * The sums of all counters, by position. Each is what {@link StripedCounter#sum} promises; together they are no
     * snapshot of one instant.
     *
     * @return a new array
     */
    public long[] sums() {
        long[] sums = new long[counters.length];
        OwnerTable.lock();
        try {
            OwnerTable.sweep();
            sumLocked(sums);
        } finally {
            OwnerTable.unlock();
        }
        return sums;
    }

    /**
     * The sums of all counters since the last reset, by position, and begins a new interval for all: each increment is
     * in exactly one interval.
     *
     * @return a new array
     */
    public long[] sumsThenReset() {
        long[] sums = new long[counters.length];
        OwnerTable.lock();
        try {
            OwnerTable.sweep();
            sumLocked(sums);
            for (int i = 0; i < sums.length; i++) {
                counters[i].takeAway(sums[i]);
            }
        } finally {
            OwnerTable.unlock();
        }
        return sums;
    }

    private void sumLocked(long[] into) {
        int first = counters[0].cell;
        if (first != Slabs.NO_CELL) {
            Slabs.sums(first, into);
        }
        for (int i = 0; i < into.length; i++) {
            into[i] += counters[i].sharedSum();
        }
    }

    /**
     * Raises many counters at once: looks up the calling thread's cells once, adds plainly, and publishes everything at
     * {@link #close}.
     *
     * {@snippet class="io.perftoolkit.count.CounterGroupExample" region="recorder"}
     *
     * <p>Made for one thread and one stretch of code, and harmless where it strays. In the hands of another thread, or
     * of a virtual one, each add goes to the counter itself. After {@code close} it counts on; only the moment when
     * readers see the adds is left open until the next {@code close}. No add is lost or counted twice. There is one
     * recorder per thread: opening it again, also inside an open one, answers the same and allocates nothing.
     */
    public static final class Recorder implements AutoCloseable {
        /*
         * Invariant: only the owner of a slot writes its slab (Slabs). The check of the thread in add() keeps it
         * whatever the caller does (RecorderTest.add_fromAnotherThread_isExact); compiled code makes it once per
         * stretch. The slab is looked up by its slot, not remembered: a counter may have grown it meanwhile
         * (RecorderTest.add_slabGrowsWhileOpen_isExact).
         *
         * Ordering: the stores are plain, so a compiler may delay them; close() is a release fence, which they do not
         * pass (StripedCounterStress.Recorded).
         */

        /** Of threads that own no slot: every add goes to the counter. */
        private static final Recorder UNOWNED = new Recorder(null, 0);

        /** Written by the owner of the slot, cleared when it is dead. */
        private static final @Nullable Recorder[] RECORDERS = new Recorder[OwnerTable.SLOTS];

        private final @Nullable Thread owner;
        private final int slot;

        private Recorder(@Nullable Thread owner, int slot) {
            this.owner = owner;
            this.slot = slot;
        }

        /**
         * Adds one.
         *
         * @param counter to what
         */
        public void increment(StripedCounter counter) {
            add(counter, 1);
        }

        /**
         * Adds {@code n}.
         *
         * @param counter to what
         * @param n how much; may be zero or negative
         */
        @SuppressWarnings("ReachabilityFenceUsage") // no finally: nothing can throw once the store is done
        public void add(StripedCounter counter, long n) {
            if (owner == Thread.currentThread()) {
                int cell = counter.cell;
                long[] slab = Slabs.SLABS[slot];
                if (cell < PaddedLongs.end(slab)) {
                    slab[cell] += n;
                    Reference.reachabilityFence(counter);
                    return;
                }
            }
            counter.add(n);
        }

        /** Lets readers see all adds so far. May be called again. */
        @Override
        public void close() {
            VarHandle.releaseFence();
        }

        /** The owner of the slot is dead. Under the lock of the owner table. */
        static void forget(int slot) {
            RECORDERS[slot] = null;
        }

        private static Recorder first(Thread self) {
            int slot = OwnerTable.claim();
            if (slot == OwnerTable.NONE) {
                return UNOWNED;
            }
            Recorder mine = RECORDERS[slot];
            if (mine == null) {
                mine = new Recorder(self, slot);
                RECORDERS[slot] = mine;
            }
            return mine;
        }
    }
}
