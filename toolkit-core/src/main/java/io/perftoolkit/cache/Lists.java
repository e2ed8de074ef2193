package io.perftoolkit.cache;

import io.perftoolkit.internal.layout.PaddedFront;

/**
 * The two lists of a shard: a window for newcomers and a main list, each from its newest to its oldest entry. Not
 * thread-safe: under the lock of the shard.
 */
abstract class Lists extends PaddedFront {
    /*
     * Invariant: a taken slot is in the list that its record names, once; a slot of weight 0 is in none (Shard.verify).
     * The links of a slot lie in its record, so that joining and leaving a list touch few lines and allocate nothing.
     */

    /** In no list: never chosen to go. */
    static final int UNLISTED = 0;

    static final int WINDOW = 1;
    static final int MAIN = 2;

    Slots slots;
    private int windowNewest = Slots.NIL;
    private int windowOldest = Slots.NIL;
    private int mainNewest = Slots.NIL;
    private int mainOldest = Slots.NIL;
    private int windowSize;
    private int mainSize;

    Lists(Slots slots) {
        this.slots = slots;
    }

    final int oldest(int list) {
        return list == WINDOW ? windowOldest : mainOldest;
    }

    final int newest(int list) {
        return list == WINDOW ? windowNewest : mainNewest;
    }

    final int size(int list) {
        return list == WINDOW ? windowSize : mainSize;
    }

    /** How many entries the lists have. */
    final int listed() {
        return windowSize + mainSize;
    }

    /** Makes a slot that is in no list the newest of one. */
    final void push(int list, int slot, int stamp) {
        Slots slots = this.slots;
        slots.mark(slot, list, stamp);
        if (list == WINDOW) {
            join(slots, slot, windowNewest);
            windowNewest = slot;
            windowOldest = windowOldest == Slots.NIL ? slot : windowOldest;
            windowSize++;
        } else if (list == MAIN) {
            join(slots, slot, mainNewest);
            mainNewest = slot;
            mainOldest = mainOldest == Slots.NIL ? slot : mainOldest;
            mainSize++;
        }
    }

    private static void join(Slots slots, int slot, int newest) {
        slots.link(slot, Slots.NIL, newest);
        if (newest != Slots.NIL) {
            slots.linkPrevious(newest, slot);
        }
    }

    /** Takes a slot out of its list. */
    final void unlink(int slot) {
        Slots slots = this.slots;
        int list = slots.list(slot);
        if (list == UNLISTED) {
            return;
        }
        int newer = slots.previous(slot);
        int older = slots.next(slot);
        if (newer != Slots.NIL) {
            slots.linkNext(newer, older);
        }
        if (older != Slots.NIL) {
            slots.linkPrevious(older, newer);
        }
        if (list == WINDOW) {
            windowNewest = newer == Slots.NIL ? older : windowNewest;
            windowOldest = older == Slots.NIL ? newer : windowOldest;
            windowSize--;
        } else {
            mainNewest = newer == Slots.NIL ? older : mainNewest;
            mainOldest = older == Slots.NIL ? newer : mainOldest;
            mainSize--;
        }
        slots.mark(slot, UNLISTED, slots.stamp(slot));
    }

    /** Forgets both lists, whose slots are given up. */
    final void forget() {
        windowNewest = Slots.NIL;
        windowOldest = Slots.NIL;
        mainNewest = Slots.NIL;
        mainOldest = Slots.NIL;
        windowSize = 0;
        mainSize = 0;
    }
}
