package io.perftoolkit.count;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many operations have begun, how many have ended, and how many are under way.
 *
 * <p>Thread-safe; an operation may end on another thread than it began on. The caller sees to it that each operation
 * begins once and ends once:
 *
 * {@snippet class="io.perftoolkit.count.InFlightExample" region="request"}
 *
 * <p>Two kinds:
 *
 * <ul>
 *   <li>{@code new InFlight()} keeps two {@link StripedCounter}s and costs as little. Its peak is the highest number that
 *       any <em>reading</em> found; what rose and fell between two readings is not in it.
 *   <li>{@link #withExactPeak()} keeps the number under way in one atomic that all threads share as well, and knows the
 *       true peak. It costs a contended locked instruction at each begin and end.
 * </ul>
 *
 * @since 0.1
 */
public final class InFlight {
    /*
     * Invariant: in every reading started = ended + in flight, 0 <= in flight <= peak, and neither started nor ended ever
     * falls. Started is read first. Ended, read later, may count operations that began behind the reader's back, and is
     * cut down to started: they are in the next reading. So a reading finds no more under way than there were at the
     * moment between the two sums; read in the other order it would count operations that never overlapped
     * (InFlightStress, whose EndedFirstControl must find two where there was one).
     *
     * With an exact peak the atomic rises before `started` and falls after `ended`, so it is never below their
     * difference.
     */

    private final StripedCounter started = new StripedCounter();
    private final StripedCounter ended = new StripedCounter();
    private final HighWaterMark peak = new HighWaterMark(0);
    private final @Nullable AtomicLong underWay;

    /** Creates the cheap kind: its peak is the highest number that a reading found. */
    public InFlight() {
        this(null);
    }

    private InFlight(@Nullable AtomicLong underWay) {
        this.underWay = underWay;
    }

    /**
     * Creates the kind that knows its true peak, for the price of a shared atomic.
     *
     * @return a new one, nothing under way
     */
    public static InFlight withExactPeak() {
        return new InFlight(new AtomicLong());
    }

    /** An operation begins. */
    public void enter() {
        AtomicLong exact = underWay;
        if (exact != null) {
            peak.record(exact.incrementAndGet());
        }
        started.increment();
    }

    /** An operation that has begun ends. One that never began would hide another in all readings to come. */
    public void exit() {
        ended.increment();
        AtomicLong exact = underWay;
        if (exact != null) {
            exact.decrementAndGet();
        }
    }

    /**
     * How many operations are under way.
     *
     * @return never negative; of operations that begin or end during the call, some may be missing
     */
    public long current() {
        return stats().inFlight();
    }

    /**
     * Reads all figures at once, and raises the peak if need be. Costs two {@link StripedCounter#sum}s.
     *
     * @return the figures, consistent with each other and with earlier readings
     */
    public Stats stats() {
        long begun = started.sum();
        long done = Math.min(begun, ended.sum());
        if (underWay == null) {
            peak.record(begun - done);
        }
        return new Stats(begun, done, peak.value());
    }

    /**
     * What a reading found.
     *
     * @param started how many operations had begun
     * @param ended how many of these had ended
     * @param peak the most that were under way at once, as far as this kind knows
     */
    public record Stats(long started, long ended, long peak) {
        /**
         * How many operations were under way.
         *
         * @return started less ended, never negative, never above the peak
         */
        public long inFlight() {
            return started - ended;
        }
    }
}
