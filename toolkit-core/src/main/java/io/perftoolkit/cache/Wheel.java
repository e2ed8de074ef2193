package io.perftoolkit.cache;

import java.util.Arrays;

/**
 * Which slots are due next: a hierarchy of wheels of 64 spokes, each turning 64 times slower than the one before. Not
 * thread-safe: under the lock of the shard.
 *
 * <p>After Varghese and Lauck, "Hashed and hierarchical timing wheels" (SOSP 1987).
 */
final class Wheel {
    /*
     * Invariant: the spoke of a slot is told by the highest bit in which its tick differs from now: the level by where
     * that bit is, the spoke by the six bits there. So all spokes that are taken lie ahead of now on their level, those of
     * a lower level come first, and now may step over empty time at once (WheelTest).
     *
     * A tick that moves away is not filed anew: when its old spoke comes up, the slot is. Work is done in steps, each one
     * entry or one spoke, so a writer can stop after a few.
     *
     * Layout: two 16-bit links for each slot. The link back of the first slot of a spoke names the spoke, by a number
     * above all slots.
     */
    private static final int BITS = 6;
    private static final int SPOKES = 1 << BITS;
    private static final int LEVELS = 6;
    private static final int DUE = LEVELS * SPOKES;
    private static final int FIRST_SPOKE = Slots.MOST + 1;

    /** The answer of {@link #step} when nothing is due. */
    static final int NOTHING = -1;

    private final char[] links;
    private final char[] spokes = new char[DUE + 1];
    private final long[] taken = new long[LEVELS];
    private int now;

    Wheel(int slots) {
        this.links = new char[2 * slots];
        Arrays.fill(links, (char) Slots.NIL);
        Arrays.fill(spokes, (char) Slots.NIL);
    }

    boolean has(int slot) {
        return links[2 * slot] != Slots.NIL;
    }

    /** Files a slot that is not filed. */
    void add(int slot, int tick) {
        int spoke = DUE;
        if (tick > now) {
            int level = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(tick ^ now)) / BITS;
            int onLevel = (tick >>> (BITS * level)) & (SPOKES - 1);
            taken[level] |= 1L << onLevel;
            spoke = level * SPOKES + onLevel;
        }
        int first = spokes[spoke];
        links[2 * slot] = (char) (FIRST_SPOKE + spoke);
        links[2 * slot + 1] = (char) first;
        if (first != Slots.NIL) {
            links[2 * first] = (char) slot;
        }
        spokes[spoke] = (char) slot;
    }

    /** Takes a slot out, if it is filed. */
    void remove(int slot) {
        int before = links[2 * slot];
        if (before == Slots.NIL) {
            return;
        }
        int behind = links[2 * slot + 1];
        if (behind != Slots.NIL) {
            links[2 * behind] = (char) before;
        }
        if (before < FIRST_SPOKE) {
            links[2 * before + 1] = (char) behind;
        } else {
            int spoke = before - FIRST_SPOKE;
            spokes[spoke] = (char) behind;
            if (behind == Slots.NIL && spoke != DUE) {
                taken[spoke / SPOKES] &= ~(1L << (spoke & (SPOKES - 1)));
            }
        }
        links[2 * slot] = (char) Slots.NIL;
    }

    /**
     * Goes one step towards {@code tick}.
     *
     * @return a slot that is due and filed no more, {@link Slots#NIL} after a step that found none, or {@link #NOTHING}
     */
    int step(int tick, Ticks ticks) {
        int until = Math.max(now, tick);
        int slot = spokes[DUE];
        if (slot == Slots.NIL) {
            return turn(until) ? Slots.NIL : NOTHING;
        }
        remove(slot);
        int due = ticks.dueOpaque(slot);
        if (due <= until) {
            return slot;
        }
        if (due != Ticks.NEVER) {
            add(slot, due);
        }
        return Slots.NIL;
    }

    /**
     * A tick at which to look next: not after the first one that is due, {@link Ticks#NEVER} if nothing is filed. It is that
     * one if few are due near it; else somewhat before.
     */
    int soonest(Ticks ticks) {
        if (spokes[DUE] != Slots.NIL) {
            return now;
        }
        for (int level = 0; level < LEVELS; level++) {
            if (taken[level] != 0) {
                return firstOf(level, ticks);
            }
        }
        return Ticks.NEVER;
    }

    private int firstOf(int level, Ticks ticks) {
        int start = (int) start(level);
        int slot = spokes[level * SPOKES + Long.numberOfTrailingZeros(taken[level])];
        int first = Ticks.NEVER;
        for (int i = 0; slot != Slots.NIL; i++, slot = links[2 * slot + 1]) {
            if (i == SPOKES) {
                return start;
            }
            first = Math.min(first, ticks.dueOpaque(slot));
        }
        // If all have moved away, others may be due before them.
        return first - start < 1 << (BITS * level) ? Math.max(first, start) : start;
    }

    /** The tick at which the first taken spoke of a level begins. */
    private long start(int level) {
        long onLevel = Long.numberOfTrailingZeros(taken[level]);
        long turnsAbove = (long) now >>> (BITS * (level + 1)) << (BITS * (level + 1));
        return turnsAbove | onLevel << (BITS * level);
    }

    /** Makes the next spoke due, if that is not after {@code until}. */
    private boolean turn(int until) {
        for (int level = 0; level < LEVELS; level++) {
            if (taken[level] != 0) {
                long start = start(level);
                if (start > until) {
                    break;
                }
                now = (int) start;
                makeDue(level, Long.numberOfTrailingZeros(taken[level]));
                return true;
            }
        }
        now = until;
        return false;
    }

    private void makeDue(int level, int onLevel) {
        int spoke = level * SPOKES + onLevel;
        int first = spokes[spoke];
        spokes[DUE] = (char) first;
        links[2 * first] = (char) (FIRST_SPOKE + DUE);
        spokes[spoke] = (char) Slots.NIL;
        taken[level] &= ~(1L << onLevel);
    }
}
