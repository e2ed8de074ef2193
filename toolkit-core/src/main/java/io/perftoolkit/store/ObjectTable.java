package io.perftoolkit.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Slots for objects: a tag, a key and a value each. */
@SuppressWarnings("ReferenceEquality") // identity is meant: the very object, not one that is equal to it
final class ObjectTable extends Table {
    /*
     * Invariant: a slot that has had a key never gets another one. It is empty, then has a tag, key and value; the
     * value may go and come back; at last the slot may be buried, which takes its tag and key away. So a reader that saw
     * the key may take the value without looking back, and a search that met no empty slot missed nothing. A slot given
     * to a second key would have readers return the value of a key that they did not ask for (ObjectTableStress).
     *
     * Ordering: value and key are written before the tag, and the tag by release: who sees the tag (acquire) sees both
     * (its TagBeforeValueControl must see a null). A later value is written by release, as its object may be new.
     *
     * Passing: the slot in which a search begins tells how to go on. Nobody whose search begins here lies further on: most
     * slots say so, and a search for a key that is not there ends after one look. One does, so many slots from here. Or
     * several, or far away: look at every slot from here to an empty one. It is told before the key is published, and
     * what is told never becomes less: a thread that has seen the key, in a walk for example, finds it from then on
     * (ObjectTableStress; its PassedLateControl must lose the key again).
     *
     * Layout: 4 bytes of tag, 8 of references. Tags of keys are odd, so that the three even ones need no comparison of
     * their own: empty, buried, and the mark in the last slot of each shard that sends a search back to the first; the
     * mark is always passed (StoreFootprintTest).
     */

    /** Of every tag of a key. */
    static final int KEY = 1;

    /** Where in a tag it is told who has passed; all set in a tag that is looked for. */
    static final int PASSED = 7 << 1;

    /** The lowest bit of it. */
    private static final int STEP = 2;

    private static final int EMPTY = 0;
    private static final int BURIED = 32;

    /** Says that several have passed, as every search that comes here goes on. */
    private static final int WRAP = 16 | PASSED;

    private static final VarHandle TAGS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(Object[].class);

    private final int slots;
    private final int[] tags;
    private final @Nullable Object[] entries; // key at 2i, value at 2i + 1

    ObjectTable(int shards, int span) {
        super(shards, span, 1);
        int slots = Math.multiplyExact(shards, span);
        this.slots = slots;
        this.tags = new int[slots];
        this.entries = new Object[Math.multiplyExact(2, slots)];
        for (int last = span - 1; last < slots; last += span) {
            tags[last] = WRAP;
        }
    }

    @Override
    ObjectTable sized(int span) {
        return new ObjectTable(shards, span);
    }

    @Override
    int greatestSpan() {
        return greatestSpan(shards);
    }

    static int greatestSpan(int shards) {
        return (1 << 30) / shards - 1;
    }

    /**
     * The value of a key, by any thread.
     *
     * @param tag of the key, with {@link #PASSED}
     */
    @Nullable
    Object get(Object key, int tag) {
        int[] tags = this.tags;
        int i = start(tag, tags.length);
        int x = (int) TAGS.getAcquire(tags, i);
        if ((x | PASSED) == tag) {
            @Nullable Object[] entries = this.entries;
            Object k = ENTRIES.getAcquire(entries, i << 1);
            Object value = ENTRIES.getAcquire(entries, (i << 1) + 1);
            return k == key || (k != null && key.equals(k)) ? value : search(key, x | PASSED);
        }
        return (x & PASSED) == 0 ? null : hop(key, tag, i, x & PASSED);
    }

    /** To the only one who has passed, if it is told where. */
    private @Nullable Object hop(Object key, int tag, int home, int passed) {
        if (passed == PASSED) {
            return search(key, tag, home);
        }
        int i = home + passed / STEP;
        if (((int) TAGS.getAcquire(tags, i) | PASSED) != tag) {
            return null;
        }
        Object k = ENTRIES.getAcquire(entries, i << 1);
        Object value = ENTRIES.getAcquire(entries, (i << 1) + 1);
        return k == key || (k != null && key.equals(k)) ? value : search(key, tag);
    }

    /** Takes only what the caller still has in its registers after it called equals: the way of the most stays short. */
    private @Nullable Object search(Object key, int tag) {
        return search(key, tag, start(tag, tags.length));
    }

    private @Nullable Object search(Object key, int tag, int first) {
        int[] tags = this.tags;
        int i = first;
        int x = (int) TAGS.getAcquire(tags, i);
        while (x != EMPTY) {
            if ((x | PASSED) == tag) {
                Object k = ENTRIES.getAcquire(entries, i << 1);
                if (k == key || (k != null && key.equals(k))) {
                    return ENTRIES.getAcquire(entries, (i << 1) + 1);
                }
                if (k instanceof Crowd many) {
                    Object value = many.get(key);
                    if (value != null) {
                        return value;
                    }
                }
            }
            i = x == WRAP ? back(i) : i + 1;
            x = (int) TAGS.getAcquire(tags, i);
        }
        return null;
    }

    /*
     * From here on: under the lock of the shard.
     */

    /**
     * Where a key is or should go.
     *
     * @return the slot that has the key, or the crowd that has it or should take it; otherwise {@code ~slot} of an empty
     *     one
     */
    int find(Object key, int tag) {
        int alike = 0;
        int crowd = -1;
        int i = start(tag, slots);
        int x = tags[i];
        for (; x != EMPTY; x = tags[i]) {
            if ((x | PASSED) == tag) {
                Object k = entries[i << 1];
                if (k == key || (k != null && key.equals(k))) {
                    return i;
                }
                if (k instanceof Crowd many) {
                    if (many.get(key) != null) {
                        return i;
                    }
                    crowd = many.takes(key) ? i : crowd;
                }
                alike++;
            }
            i = x == WRAP ? back(i) : i + 1;
        }
        return alike > Crowd.LONELY && crowd >= 0 ? crowd : ~i;
    }

    /** From a mark to the first slot of its shard. */
    private int back(int slot) {
        return slot / span * span;
    }

    @Nullable
    Object value(int slot, Object key) {
        Object k = entries[slot << 1];
        return k instanceof Crowd many ? many.get(key) : entries[(slot << 1) + 1];
    }

    /** Puts an entry into an empty slot, alone or as the first of a crowd. */
    void insert(Shard shard, int slot, Object key, int tag, Object value) {
        int probe = distance(start(tag, slots), slot);
        if (probe >= Crowd.LONELY && Crowd.isFor(key) && alike(tag, slot) >= Crowd.LONELY) {
            Crowd crowd = new Crowd(key.getClass());
            crowd.set(key, value);
            fill(slot, crowd, tag, crowd);
            shard.addCrowd();
        } else {
            fill(slot, key, tag, value);
        }
        shard.probed(probe + 1);
        shard.addUsed(1);
        shard.addEntries(1);
    }

    /** Gives the key of a slot a value, or takes it away. */
    void set(Shard shard, int slot, Object key, @Nullable Object old, @Nullable Object value) {
        Object k = entries[slot << 1];
        if (k instanceof Crowd many) {
            many.set(key, value);
        } else {
            ENTRIES.setRelease(entries, (slot << 1) + 1, value);
            shard.addDead((value == null ? 1 : 0) - (old == null ? 1 : 0));
            if (value == null) {
                bury(shard.bury(slot) - 1);
            }
        }
        shard.addEntries((value == null ? 0 : 1) - (old == null ? 0 : 1));
    }

    private void fill(int slot, Object key, int tag, Object value) {
        pass(slot, tag);
        publish(slot, key, tag, value);
    }

    /** Before a key is published: has searches go on to its slot. */
    void pass(int slot, int tag) {
        int home = start(tag, slots);
        int x = tags[home];
        if (home != slot) {
            int passed = (x & PASSED) == 0 && slot > home ? Math.min(PASSED, (slot - home) * STEP) : PASSED;
            TAGS.setRelease(tags, home, x | passed);
        }
    }

    /** Puts an entry into a slot that is empty. */
    void publish(int slot, Object key, int tag, Object value) {
        entries[(slot << 1) + 1] = value;
        entries[slot << 1] = key;
        TAGS.setRelease(tags, slot, tag & ~PASSED);
    }

    private void bury(int slot) {
        if (slot >= 0 && entries[(slot << 1) + 1] == null) {
            TAGS.setRelease(tags, slot, BURIED | (tags[slot] & PASSED));
            ENTRIES.setRelease(entries, slot << 1, null);
        }
    }

    private int alike(int tag, int end) {
        int n = 0;
        int x;
        for (int i = start(tag, slots); i != end; i = x == WRAP ? back(i) : i + 1) {
            x = tags[i];
            n += (x | PASSED) == tag ? 1 : 0;
        }
        return n;
    }

    /**
     * Copies first what can lie where its search begins, then the rest. In one go, from the first slot to the last, each
     * key that gives way would push aside the next: only half of them, instead of four in five, would be found at once.
     */
    @Override
    void copy(Shard shard, Table to) {
        ObjectTable next = (ObjectTable) to;
        int used = 0;
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            int home = start(tags[i] | PASSED, next.slots);
            if (isAlive(i) && next.tags[home] == EMPTY) {
                used += next.take(this, i, home);
                shard.probed(1);
            }
        }
        for (int i = firstSlot(shard.index); i < endSlot(shard.index); i++) {
            int tag = tags[i] | PASSED;
            int home = start(tag, next.slots);
            if (isAlive(i) && next.entries[home << 1] != entries[i << 1]) {
                int slot = next.firstEmpty(home);
                next.pass(slot, tag);
                used += next.take(this, i, slot);
                shard.probed(next.distance(home, slot) + 1);
            }
            if (isAlive(i) && entries[i << 1] instanceof Crowd) {
                shard.addCrowd();
            }
        }
        shard.addUsed(used);
    }

    private boolean isAlive(int slot) {
        Object value = entries[(slot << 1) + 1];
        return value != null && !(value instanceof Crowd many && many.isEmpty());
    }

    private int firstEmpty(int from) {
        int i = from;
        for (int x = tags[i]; x != EMPTY; x = tags[i]) {
            i = x == WRAP ? back(i) : i + 1;
        }
        return i;
    }

    /** Takes a key and its value over into an empty slot. */
    private int take(ObjectTable from, int old, int slot) {
        entries[slot << 1] = from.entries[old << 1];
        entries[(slot << 1) + 1] = from.entries[(old << 1) + 1];
        tags[slot] = from.tags[old] & ~PASSED;
        return 1;
    }

    /** Removes all entries of a shard. */
    void clear(Shard shard) {
        int begin = firstSlot(shard.index);
        int dead = 0;
        for (int i = begin; i < endSlot(shard.index); i++) {
            if (tags[i] != EMPTY) {
                ENTRIES.setRelease(entries, (i << 1) + 1, null);
                bury(i);
                dead++;
            }
        }
        shard.addDead(dead - shard.dead());
        shard.addEntries(-shard.entries());
    }

    /*
     * For iterators: by any thread.
     */

    @Nullable
    Object keyAt(int slot) {
        return (int) TAGS.getAcquire(tags, slot) == EMPTY ? null : ENTRIES.getAcquire(entries, slot << 1);
    }

    @Nullable
    Object valueAt(int slot) {
        return ENTRIES.getAcquire(entries, (slot << 1) + 1);
    }
}
