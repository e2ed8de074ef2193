package io.perftoolkit.cache;

import io.perftoolkit.internal.layout.PaddedFront;

/**
 * The two lists of a shard: a window for newcomers and a main list, each from its newest to its oldest entry. Not
 * thread-safe: under the lock of the shard.
 */
abstract class Lists extends PaddedFront {
    /*
     * Invariant: a taken slot is in the list that its record names, once; a slot of weight 0 is in none (Audit).
     *
     * Layout: a list is a ring of links in the records of its slots, entered at its oldest entry, whose older neighbour is
     * the newest. So the oldest becomes the newest by one step of the entrance, and no other record is touched.
     */

    /** In no list: never chosen to go. */
    static final int UNLISTED = 0;

    static final int WINDOW = 1;
    static final int MAIN = 2;

    Slots slots;
    private int windowOldest = Slots.NIL;
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
        int oldest = oldest(list);
        return oldest == Slots.NIL ? Slots.NIL : slots.next(oldest);
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
        slots.mark(slot, list, stamp);
        if (list == WINDOW) {
            windowOldest = join(slot, windowOldest);
            windowSize++;
        } else if (list == MAIN) {
            mainOldest = join(slot, mainOldest);
            mainSize++;
        }
    }

    private int join(int slot, int oldest) {
        Slots slots = this.slots;
        if (oldest == Slots.NIL) {
            slots.link(slot, slot, slot);
            return slot;
        }
        int newest = slots.next(oldest);
        slots.link(slot, oldest, newest);
        slots.linkPrevious(newest, slot);
        slots.linkNext(oldest, slot);
        return oldest;
    }

    /** Makes the oldest of a list that is not empty its newest. */
    final void turn(int list, int stamp) {
        Slots slots = this.slots;
        if (list == WINDOW) {
            slots.mark(windowOldest, WINDOW, stamp);
            windowOldest = slots.previous(windowOldest);
        } else {
            slots.mark(mainOldest, MAIN, stamp);
            mainOldest = slots.previous(mainOldest);
        }
    }

    /** Takes a slot out of its list, if it is in one. */
    final void unlink(int slot) {
        Slots slots = this.slots;
        int list = slots.list(slot);
        if (list == WINDOW) {
            windowOldest = part(slot, windowOldest);
            windowSize--;
        } else if (list == MAIN) {
            mainOldest = part(slot, mainOldest);
            mainSize--;
        }
        slots.mark(slot, UNLISTED, slots.stamp(slot));
    }

    private int part(int slot, int oldest) {
        Slots slots = this.slots;
        int newer = slots.previous(slot);
        if (newer == slot) {
            return Slots.NIL;
        }
        int older = slots.next(slot);
        slots.linkNext(newer, older);
        slots.linkPrevious(older, newer);
        return slot == oldest ? newer : oldest;
    }

    /** Forgets both lists, whose slots are given up. */
    final void forget() {
        windowOldest = Slots.NIL;
        mainOldest = Slots.NIL;
        windowSize = 0;
        mainSize = 0;
    }
}
