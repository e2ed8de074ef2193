package io.perftoolkit.internal.timer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The wheel itself: eight levels of 64 slots, each level 64 times as coarse as the one below. For one thread at a time.
 *
 * <p>Linking and unlinking are O(1); an alarm is handed down at most once per level, so a turn costs what rings in it.
 * Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987), scheme 7; the choice of the level by the highest bit
 * in which the time differs from now is that of tokio.
 */
final class Slots {
    /*
     * Invariant: an alarm lies on the level of the highest group of six bits in which its tick differs from `now`, in the slot of that
     * group. `now` never passes the first tick of a slot that is occupied, so all higher groups stay equal and the invariant
     * holds as time goes on; hence the slots of a level never wrap around, and everything on a level is due before
     * anything on the next one (SlotsTest.advance_randomAlarms_eachInItsTick).
     */

    static final int NOWHERE = -1;

    private static final int LEVELS = 8;
    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;

    private final @Nullable Alarm[] heads = new Alarm[LEVELS << BITS];
    private final long[] occupied = new long[LEVELS];
    private long now;
    private int size;

    int size() {
        return size;
    }

    /** Rings at its tick, and at the next one if that has passed. */
    void link(Alarm alarm) {
        long due = Math.max(alarm.dueTick, now + 1);
        int level = Math.min(LEVELS - 1, (63 - Long.numberOfLeadingZeros(due ^ now)) / BITS);
        int slot = (level << BITS) + (int) ((due >>> (level * BITS)) & MASK);
        Alarm head = heads[slot];
        alarm.slot = slot;
        alarm.previous = null;
        alarm.next = head;
        if (head != null) {
            head.previous = alarm;
        }
        heads[slot] = alarm;
        occupied[level] |= 1L << slot;
        size++;
    }

    /** Takes it out; nothing happens if it is not in. */
    void unlink(Alarm alarm) {
        int slot = alarm.slot;
        if (slot == NOWHERE) {
            return;
        }
        Alarm previous = alarm.previous;
        Alarm next = alarm.next;
        if (next != null) {
            next.previous = previous;
        }
        if (previous != null) {
            previous.next = next;
        } else {
            heads[slot] = next;
            if (next == null) {
                occupied[slot >> BITS] &= ~(1L << slot);
            }
        }
        alarm.slot = NOWHERE;
        alarm.previous = null;
        alarm.next = null;
        size--;
    }

    /** The next tick at which {@link #advance} has something to do; {@link Long#MAX_VALUE} if there is nothing. */
    long nextTick() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                int shift = level * BITS;
                long slot = Long.numberOfTrailingZeros(occupied[level]);
                return (now >>> shift >>> BITS << BITS << shift) | (slot << shift);
            }
        }
        return Long.MAX_VALUE;
    }

    /** Lets time pass up to a tick; what falls due on the way is taken out and handed over. */
    void advance(long toTick, Consumer<Alarm> due) {
        for (long next = nextTick(); next <= toTick; next = nextTick()) {
            now = next;
            int level = 0;
            while (occupied[level] == 0) {
                level++;
            }
            int slot = (level << BITS) + Long.numberOfTrailingZeros(occupied[level]);
            for (Alarm alarm = heads[slot]; alarm != null; alarm = heads[slot]) {
                unlink(alarm);
                if (alarm.dueTick <= now) {
                    due.accept(alarm);
                } else {
                    link(alarm);
                }
            }
        }
        now = Math.max(now, toTick);
    }
}
