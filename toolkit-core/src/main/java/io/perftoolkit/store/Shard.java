package io.perftoolkit.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** A range of slots with the lock of its writers, and what is counted under that lock. */
final class Shard extends Mutex {
    /*
     * Ordering: the counts are written under the lock and read by anyone at any time, opaquely: they guard nothing. The
     * table is volatile, because a reader that finds a growth under way takes it from here and must see all copied slots.
     */

    private static final VarHandle ENTRIES = handle("entries");
    private static final VarHandle USED = handle("used");
    private static final VarHandle DEAD = handle("dead");
    private static final VarHandle LONGEST = handle("longest");
    private static final VarHandle CROWDS = handle("crowds");
    private static final VarHandle CONTENDED = handle("contended");

    final int index;

    /** The generation in which this shard lives. Changed under the lock. */
    volatile Table table;

    private int entries;
    private int used;
    private int dead;
    private int longest;
    private int crowds;
    private int contended;

    /** Slots of the last removed keys, which may come again soon. */
    private final int[] graves = new int[4];

    private int nextGrave;

    Shard(int index, Table table) {
        this.index = index;
        this.table = table;
    }

    int entries() {
        return (int) ENTRIES.getOpaque(this);
    }

    /** Slots that are not empty, whether their key is there or was removed. */
    int used() {
        return (int) USED.getOpaque(this);
    }

    /** Slots that are used and hold no entry. */
    int dead() {
        return (int) DEAD.getOpaque(this);
    }

    /** The longest search that an entry has needed since the last move. */
    int longest() {
        return (int) LONGEST.getOpaque(this);
    }

    int crowds() {
        return (int) CROWDS.getOpaque(this);
    }

    /** How often the lock was found taken. */
    int contended() {
        return (int) CONTENDED.getOpaque(this);
    }

    boolean isFull() {
        return used >= table.limit;
    }

    void addEntries(int n) {
        ENTRIES.setOpaque(this, entries + n);
    }

    void addUsed(int n) {
        USED.setOpaque(this, used + n);
    }

    void addDead(int n) {
        DEAD.setOpaque(this, dead + n);
    }

    void addCrowd() {
        CROWDS.setOpaque(this, crowds + 1);
    }

    void addContention() {
        CONTENDED.setOpaque(this, contended + 1);
    }

    /** A search of this length had to be made for an entry. */
    void probed(int slots) {
        if (slots > longest) {
            LONGEST.setOpaque(this, slots);
        }
    }

    /** Forgets what was counted of slots, before they are counted again in another table. */
    void moved() {
        USED.setOpaque(this, 0);
        DEAD.setOpaque(this, 0);
        LONGEST.setOpaque(this, 0);
        CROWDS.setOpaque(this, 0);
        Arrays.fill(graves, 0);
    }

    /**
     * Remembers a slot whose entry has been removed.
     *
     * @return the slot, plus one, that has been forgotten for it; 0 for none
     */
    int bury(int slot) {
        for (int grave : graves) {
            if (grave == slot + 1) {
                return 0; // a key that comes and goes keeps its slot
            }
        }
        int forgotten = graves[nextGrave];
        graves[nextGrave] = slot + 1;
        nextGrave = (nextGrave + 1) % graves.length;
        return forgotten;
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Shard.class, field, int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
