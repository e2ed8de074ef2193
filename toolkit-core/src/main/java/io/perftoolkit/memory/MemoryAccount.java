package io.perftoolkit.memory;

import io.perftoolkit.count.HighWaterMark;
import io.perftoolkit.count.StripedCounter;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in use for one purpose: a balance, its exact peak, and an optional hard limit.
 *
 * <p>Made by {@link MemoryMonitor#account(String, long)}. Thread-safe and lock-free; nothing here allocates, except the
 * exception of a refusal. {@link #recordAllocation} and {@link #recordDeallocation} tell what has happened and are never
 * refused; {@link #tryReserve} and {@link #reserve} ask first and never pass the limit, whoever asks at the same time.
 * Call {@code recordAllocation} after the allocation succeeded, never before, or a failed one stays on the account.
 *
 * {@snippet class="io.perftoolkit.memory.MemoryAccountExample" region="reserve"}
 *
 * <p>A deallocation that takes the balance below zero is an {@linkplain #underflows() underflow}: it is counted,
 * reported by the monitor and left as it is, since a balance clamped to zero would hide the error for ever.
 *
 * @since 0.1
 */
public final class MemoryAccount {
    /*
     * Invariant: the peak is at least every balance the account ever had. The value that addAndGet returns was the
     * balance at that instant, and each one that rose is given to the mark (AccountPeakStress; its LoadThenStore
     * control must lose one). The balance never passes the limit by way of tryReserve: the compare-and-set adds only
     * to the very balance that was checked (AccountBudgetStress; its check-after-add control must refuse both).
     *
     * Ordering: the atomic's own. The balance guards no other data.
     *
     * Layout: one atomic and one mark, not padded. A striped account adds a cell of its own cache line per stripe.
     *
     * Proof: AccountPeakStress, AccountBudgetStress, MemoryAccountTest.
     */

    private final String name;
    private final long limit;
    private final AtomicLong balance = new AtomicLong();
    private final HighWaterMark peak = new HighWaterMark(0);
    private final @Nullable AccountStripes stripes;
    private final StripedCounter underflows = new StripedCounter();
    private final StripedCounter refusals = new StripedCounter();
    private boolean underflowReported; // the ticking thread's

    MemoryAccount(String name, long limit, boolean striped) {
        this.name = name;
        this.limit = limit;
        this.stripes = striped ? new AccountStripes() : null;
    }

    /**
     * Adds bytes that were allocated.
     *
     * @param bytes how many, not negative
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public void recordAllocation(long bytes) {
        requireNotNegative(bytes);
        long due = stripes == null ? bytes : stripes.add(bytes);
        if (due != 0) {
            post(due);
        }
    }

    /**
     * Takes off bytes that were freed.
     *
     * @param bytes how many, not negative
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public void recordDeallocation(long bytes) {
        requireNotNegative(bytes);
        if (stripes == null) {
            if (balance.addAndGet(-bytes) < 0) {
                underflows.increment();
            }
        } else {
            long due = stripes.add(-bytes);
            if (due != 0) {
                post(due);
            }
        }
    }

    /**
     * Takes bytes from the budget, if they fit below the limit. Give them back by {@link #recordDeallocation}.
     *
     * @param bytes how many, not negative
     * @return whether they were taken; a refusal is counted
     * @throws IllegalArgumentException if {@code bytes} is negative
     * @throws UnsupportedOperationException if the account is striped: its balance is not exact enough to guard a limit
     */
    public boolean tryReserve(long bytes) {
        return reserveOrSeen(bytes) == RESERVED;
    }

    /**
     * Takes bytes from the budget or throws. Give them back by {@link #recordDeallocation}.
     *
     * @param bytes how many, not negative
     * @throws MemoryBudgetExceededException if they do not fit below the limit
     * @throws IllegalArgumentException if {@code bytes} is negative
     * @throws UnsupportedOperationException if the account is striped
     */
    public void reserve(long bytes) {
        long seen = reserveOrSeen(bytes);
        if (seen != RESERVED) {
            throw new MemoryBudgetExceededException(name, bytes, seen, limit);
        }
    }

    /**
     * The name given at creation.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The most that {@link #tryReserve} lets the balance become.
     *
     * @return bytes, or {@link MemoryStats#UNLIMITED}
     */
    public long limit() {
        return limit;
    }

    /**
     * The balance.
     *
     * @return bytes in use now; negative after more was freed than was allocated. On a striped account the sum of the
     *     stripes, taken one after the other
     */
    public long used() {
        return stripes == null ? balance.get() : balance.get() + stripes.pending();
    }

    /**
     * The highest balance so far: exact, and of a striped account within its documented error.
     *
     * @return bytes, at least 0
     */
    public long peak() {
        return peak.value();
    }

    /**
     * How often a deallocation ended below zero. On an account whose allocations are recorded by one thread and
     * deallocations by another, one may overtake the other and count here although the sums agree in the end.
     *
     * @return a count that only rises
     */
    public long underflows() {
        return underflows.sum();
    }

    /**
     * How many reservations were refused.
     *
     * @return a count that only rises
     */
    public long refusals() {
        return refusals.sum();
    }

    /** The name and the figures, for a log line. */
    @Override
    public String toString() {
        return name + "[used=" + used() + ", peak=" + peak() + ", limit="
                + (limit == MemoryStats.UNLIMITED ? "none" : limit) + "]";
    }

    boolean isStriped() {
        return stripes != null;
    }

    MemoryStats.Account stats(double bytesPerSecond) {
        // The peak after the balance: a snapshot never shows a balance above its peak.
        long now = used();
        return new MemoryStats.Account(
                name, now, Math.max(now, peak()), limit, underflows(), refusals(), bytesPerSecond);
    }

    /** Whether this is the first call after the first underflow. For one thread at a time. */
    boolean reportsFirstUnderflow() {
        boolean first = !underflowReported && underflows() > 0;
        underflowReported |= first;
        return first;
    }

    private static final long RESERVED = Long.MIN_VALUE;

    /** {@link #RESERVED}, or the balance that left no room. */
    private long reserveOrSeen(long bytes) {
        requireNotNegative(bytes);
        if (stripes != null) {
            throw new UnsupportedOperationException(
                    "account " + name + " is striped: its balance cannot guard a limit");
        }
        long seen = balance.get();
        while (true) {
            long next = seen + bytes;
            if (next > limit || next < seen) { // the second: past 2^63
                refusals.increment();
                return seen;
            }
            if (balance.weakCompareAndSetVolatile(seen, next)) {
                peak.record(next);
                return RESERVED;
            }
            seen = balance.get();
        }
    }

    private void post(long delta) {
        long now = balance.addAndGet(delta);
        if (delta > 0) {
            peak.record(now);
        } else if (now < 0) {
            underflows.increment();
        }
    }

    private static void requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
    }
}
