package io.perftoolkit.cache;

import io.perftoolkit.cache.Expert.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Decides who goes from one shard, in the way of the {@link Expert} that is set. Not thread-safe: under the lock of the
 * shard.
 */
abstract class Policy extends Lists {
    /*
     * Invariant: a walk over a list looks at a bounded number of entries, so every operation is O(1), whatever was used
     * how often (PolicyTest.victim_allUsed_looksAtFew).
     *
     * Ages are counted in insertions, in steps of 2^grain of them, so that 16 bits reach over several times the entries of
     * the shard.
     */

    /** How many used entries a walk gives another chance before it gives up. */
    private static final int CHANCES = 64;

    private static final int FINEST_STEPS = 1 << 13;
    private static final int GHOSTS_PER_ENTRY = 2;

    private final boolean remembers;
    private Expert expert;
    private int insertions;
    private int grain;
    private @Nullable Ghosts ghosts;

    /**
     * A policy over empty lists.
     *
     * @param remembers whether it keeps in mind who left; all experts but {@link Expert#CLOCK} need that
     */
    Policy(Slots slots, Expert expert, boolean remembers) {
        super(slots);
        this.remembers = remembers;
        this.expert = expert;
    }

    /** Counts ages on from where another one stands, of whom it takes over entries. */
    final void agesAs(Policy other) {
        insertions = other.insertions;
        grain = other.grain;
    }

    final void follow(Expert expert) {
        this.expert = expert;
    }

    final Expert expert() {
        return expert;
    }

    /**
     * Counts an insertion and says which list it joins.
     *
     * @param full whether another entry has to go for it
     */
    final int welcome(int hash, boolean full) {
        insertions++;
        Rule rule = expert.rule;
        if (rule == Rule.DIRECT) {
            return MAIN;
        }
        // Whose return is judged by its distance needs no limit of memory: the age of the coldest is one.
        int age = ghosts == null ? Ghosts.UNKNOWN : ghosts.take(hash, now());
        if (age != Ghosts.UNKNOWN && (rule == Rule.DISTANCE || age << grain <= expert.memoryOf(listed()))) {
            if (rule == Rule.QUICK) {
                return MAIN;
            }
            int coldest = coldest();
            if (coldest == Slots.NIL ? size(MAIN) == 0 : age < ageOf(coldest)) {
                return MAIN;
            }
        }
        boolean filling = !full && rule == Rule.DISTANCE && size(WINDOW) >= expert.windowOf(listed());
        return filling ? MAIN : WINDOW;
    }

    /** Puts a slot into the list that {@link #welcome} named. */
    final void enter(int slot, int list) {
        push(list, slot, now());
    }

    /**
     * Chooses who goes, takes it out of its list and remembers it.
     *
     * @param list where the newcomer goes
     * @return its slot, or {@link Slots#NIL} if no list has an entry
     */
    final int victim(int list) {
        if (listed() == 0) {
            return Slots.NIL;
        }
        if (expert.rule == Rule.QUICK) {
            return size(WINDOW) >= expert.windowOf(listed()) ? fromWindow() : fromMain(false);
        }
        if (expert.rule == Rule.DISTANCE && list == MAIN && size(MAIN) >= mainMost()) {
            demoteColdest(Slots.NIL);
        }
        return size(WINDOW) > 0 ? fromWindow() : fromMain(true);
    }

    private int mainMost() {
        int entries = listed();
        return entries - expert.windowOf(entries);
    }

    private int fromWindow() {
        Slots slots = this.slots;
        int chances = CHANCES;
        while (true) {
            int oldest = oldest(WINDOW);
            if (oldest == Slots.NIL) {
                return fromMain(true);
            }
            if (slots.ref[oldest] < expert.uses || chances-- == 0) {
                return dismiss(oldest, true);
            }
            slots.ref[oldest] = 0;
            unlink(oldest);
            push(MAIN, oldest, now());
            if (expert.rule == Rule.DISTANCE) {
                if (size(MAIN) > mainMost()) {
                    demoteColdest(oldest);
                }
            } else if (expert.rule == Rule.QUICK && size(MAIN) > mainMost()) {
                return fromMain(false);
            }
        }
    }

    private void demoteColdest(int butNot) {
        int coldest = coldest();
        if (coldest != Slots.NIL && coldest != butNot) {
            unlink(coldest);
            push(WINDOW, coldest, slots.stamp(coldest));
        }
    }

    private int fromMain(boolean remember) {
        int coldest = coldest();
        int chosen = coldest != Slots.NIL ? coldest : oldest(MAIN);
        return chosen == Slots.NIL ? fromWindow() : dismiss(chosen, remember);
    }

    /** The oldest unused entry of the main list; the used ones before it become the newest. */
    private int coldest() {
        Slots slots = this.slots;
        int chances = CHANCES;
        while (true) {
            int oldest = oldest(MAIN);
            if (oldest == Slots.NIL) {
                return Slots.NIL;
            }
            byte used = slots.ref[oldest];
            if (used == 0) {
                return oldest;
            }
            if (chances-- == 0) {
                return Slots.NIL;
            }
            slots.ref[oldest] = expert.rule == Rule.QUICK ? (byte) (used - 1) : 0;
            turn(MAIN, now());
        }
    }

    private int dismiss(int slot, boolean remember) {
        unlink(slot);
        if (remember && remembers) {
            remember(slots.hash(slot), slots.stamp(slot));
        }
        return slot;
    }

    private void remember(int hash, int stamp) {
        int entries = listed() + 1;
        Ghosts ghosts = this.ghosts;
        if (ghosts == null || ghosts.capacity() < entries) {
            grain = Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros((entries - 1) / FINEST_STEPS));
            ghosts = new Ghosts(GHOSTS_PER_ENTRY * entries);
            this.ghosts = ghosts;
        }
        ghosts.put(hash, stamp, now());
    }

    private int now() {
        return insertions >>> grain & 0xFFFF;
    }

    private int ageOf(int slot) {
        return now() - slots.stamp(slot) & 0xFFFF;
    }
}
