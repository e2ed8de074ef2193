package io.perftoolkit.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
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
     * (its TagBeforeValueControl must see a null). A later value is written by release, as its object may be new. The look
     * ahead in get() is plain, as no key or value is read on its word: it may only say that a key is not there, and the
     * tag of a key that was put before the call is seen by any read.
     *
     * Layout: 4 bytes of tag, 8 of references. Tags of keys are odd, so that the three even ones need no comparison of
     * their own: empty, buried, and the mark in the last slot of each shard that sends a search back to the first
     * (StoreFootprintTest).
     */

    private static final int EMPTY = 0;
    private static final int BURIED = 2;
    private static final int WRAP = 4;

    /** Slots that a look takes in at once, and so many marks stand behind each shard: no look goes beyond them. */
    private static final int AHEAD = 3;

    private static final VarHandle TAGS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(Object[].class);

    private final int slots;
    private final int[] tags;
    private final @Nullable Object[] entries; // key at 2i, value at 2i + 1

    ObjectTable(int shards, int span) {
        super(shards, span, AHEAD);
        int slots = Math.multiplyExact(shards, span);
        this.slots = slots;
        this.tags = new int[slots + AHEAD];
        this.entries = new Object[Math.multiplyExact(2, slots)];
        for (int end = span; end <= slots; end += span) {
            Arrays.fill(tags, end - AHEAD, end, WRAP);
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
        return (1 << 30) / shards - AHEAD;
    }

    /** The value of a key, by any thread. */
    @Nullable
    Object get(Object key, int tag) {
        int[] tags = this.tags;
        int i = start(tag, slots);
        int x = (int) TAGS.getAcquire(tags, i);
        if (x == tag) {
            Object k = ENTRIES.getAcquire(entries, i << 1);
            if (k == key || (k != null && key.equals(k))) {
                return ENTRIES.getAcquire(entries, (i << 1) + 1);
            }
        } else {
            int x1 = tags[i + 1];
            int x2 = tags[i + 2];
            int x3 = tags[i + 3];
            int empty = zero(x) | zero(x1) | zero(x2) | zero(x3);
            int alike = zero(x1 ^ tag) | zero(x2 ^ tag) | zero(x3 ^ tag);
            if ((empty & ~(alike | zero(x ^ WRAP))) < 0) {
                return null;
            }
        }
        return search(key, tag, i);
    }

    /** Negative for 0 only; without a branch, which no processor could foresee here. */
    private static int zero(int x) {
        return (x - 1) & ~x;
    }

    private @Nullable Object search(Object key, int tag, int first) {
        int[] tags = this.tags;
        int i = first;
        int x = (int) TAGS.getAcquire(tags, i);
        while (x != EMPTY) {
            if (x == tag) {
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
            if (x == tag) {
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
        entries[(slot << 1) + 1] = value;
        entries[slot << 1] = key;
        TAGS.setRelease(tags, slot, tag);
    }

    private void bury(int slot) {
        if (slot >= 0 && entries[(slot << 1) + 1] == null) {
            TAGS.setRelease(tags, slot, BURIED);
            ENTRIES.setRelease(entries, slot << 1, null);
        }
    }

    private int alike(int tag, int end) {
        int n = 0;
        int x;
        for (int i = start(tag, slots); i != end; i = x == WRAP ? back(i) : i + 1) {
            x = tags[i];
            n += x == tag ? 1 : 0;
        }
        return n;
    }

    @Override
    void copy(Shard shard, Table to) {
        ObjectTable next = (ObjectTable) to;
        int begin = firstSlot(shard.index);
        int used = 0;
        for (int i = begin; i < endSlot(shard.index); i++) {
            Object value = entries[(i << 1) + 1];
            if (value == null || (value instanceof Crowd many && many.isEmpty())) {
                continue;
            }
            shard.probed(next.take(entries[i << 1], tags[i], value));
            if (value instanceof Crowd) {
                shard.addCrowd();
            }
            used++;
        }
        shard.addUsed(used);
    }

    private int take(@Nullable Object key, int tag, Object value) {
        int i = start(tag, slots);
        int probe = 1;
        int x;
        while ((x = tags[i]) != EMPTY) {
            i = x == WRAP ? back(i) : i + 1;
            probe++;
        }
        entries[i << 1] = key;
        entries[(i << 1) + 1] = value;
        tags[i] = tag;
        return probe;
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
