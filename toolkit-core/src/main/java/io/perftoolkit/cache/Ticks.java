package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * When the entries of one shard expire: 32 bits for each slot, in ticks since a base. Readers look at it without a lock,
 * as part of {@link Slots}.
 */
final class Ticks {
    /*
     * Invariant: a due tick is never later than the deadline it stands for, so nothing is served late; it is earlier by
     * less than one tick, which is at most 2^-28 of the longest life that the shard has seen (TicksTest). Ticks are small
     * numbers since a base, not parts of a clock that wraps: so they are compared by size, and a due tick stays right
     * however long nobody looks. Once the clock has gone HORIZON ticks from the base, or a deadline does not fit, the
     * shard takes a new base and a new length of tick.
     */

    /** The due tick of an entry that does not expire. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final int HORIZON = 1 << 30;
    private static final int LONGEST_LIFE_BITS = 29;
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    private final long base;
    private final int shift;
    private final int[] due;
    private final Wheel wheel;

    /**
     * Ticks of slots that do not expire.
     *
     * @param longestLife the longest difference between a deadline and {@code now} that must fit
     */
    Ticks(int slots, long now, long longestLife) {
        this.base = now;
        this.shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(longestLife) - LONGEST_LIFE_BITS);
        this.due = new int[slots];
        this.wheel = new Wheel(slots);
    }

    private Ticks(int slots, Ticks like) {
        this.base = like.base;
        this.shift = like.shift;
        this.due = new int[slots];
        this.wheel = new Wheel(slots);
    }

    /** Ticks with the same ticks, for other arrays. */
    Ticks withSlots(int slots) {
        return new Ticks(slots, this);
    }

    /** Whether these times can no longer be compared with {@code now}. */
    boolean isStale(long now) {
        return (now - base) >> shift >= HORIZON;
    }

    /** Whether a deadline can be told in these ticks. */
    boolean fits(long deadline) {
        return deadline == Table.NEVER || (deadline - base) >> shift < NEVER;
    }

    /** The tick of a time: rounded down, so that nothing lives longer than it may. */
    int tick(long time) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(NEVER - 1, (time - base) >> shift));
    }

    /** The length of a time in ticks. */
    long length(long nanos) {
        return nanos >> shift;
    }

    boolean isPast(int slot, long now) {
        int tick = dueOpaque(slot);
        return tick != NEVER && (now - base) >> shift >= tick;
    }

    int dueOpaque(int slot) {
        return (int) INTS.getOpaque(due, slot);
    }

    /** Sets when a slot expires; only to what fits. Under the lock of the shard. */
    void schedule(int slot, long deadline) {
        int before = dueOpaque(slot);
        int tick = deadline == Table.NEVER ? NEVER : tick(deadline);
        INTS.setOpaque(due, slot, tick);
        if (wheel.has(slot) && tick < before) {
            wheel.remove(slot);
        }
        if (tick != NEVER && !wheel.has(slot)) {
            wheel.add(slot, tick);
        }
    }

    /** Forgets a slot that is about to be free. Under the lock of the shard. */
    void cancel(int slot) {
        wheel.remove(slot);
    }

    /** Whether the wheel knows a slot. For tests. */
    boolean isFiled(int slot) {
        return wheel.has(slot);
    }

    /** {@link Wheel#step}. Under the lock of the shard. */
    int step(long now) {
        return wheel.step(tick(now), this);
    }

    /**
     * When to look for what is due: a time that is not after the first deadline, or {@link Table#NEVER} if there is none.
     * Under the lock of the shard.
     */
    long soonest() {
        return time(wheel.soonest(this));
    }

    /** When a slot expires, in nanoseconds, or {@link Table#NEVER}. */
    long deadline(int slot) {
        return time(dueOpaque(slot));
    }

    private long time(int tick) {
        if (tick == NEVER) {
            return Table.NEVER;
        }
        long deadline = base + ((long) tick << shift);
        return deadline == Table.NEVER || deadline == 0 ? deadline - 1 : deadline;
    }
}
