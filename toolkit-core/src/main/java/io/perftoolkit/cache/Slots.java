package io.perftoolkit.cache;

import io.perftoolkit.internal.layout.PaddedLongs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in which the entries of one shard lie. Readers look at them without a lock; who writes holds the lock of the
 * shard. A shard that grows leaves its arrays for others, and marks them as left.
 */
@SuppressWarnings("ReferenceEquality") // a table compares the objects that it keeps, not what they mean
final class Slots extends Records {
    /*
     * Invariant: while the version is even and stands still, tags, keys and values belong together. A slot is used again
     * for another key, so a reader that looked at them while the version moved may have met the value of a stranger; it
     * must not use what it saw. Every change of which key lies in which slot happens between open() and close(), and no
     * foreign code runs there, so nothing that is thrown can leave the version odd. Of left arrays it stays odd for ever.
     * A new value of a present key is one release store and needs no version: a reader gets the old or the new one. Where
     * values are swappable, who stores it or removes it has claimed it (Claims), with the lock or without.
     *
     * Ordering: reader: acquire version; acquire key; acquire value; acquire fence; version again. The fence keeps the
     * loads before it from sinking below the second look at the version, which an acquire load there would not do. Keys
     * and values are published by release, and acquired even though the version is looked at afterwards, because equals
     * runs before that and must see a whole key; where equals runs behind the fence, both loads in front of it may be plain
     * (SlotTable.get). Writer: version odd; store-store fence; changes; release version even.
     *
     * Layout: the version has a line of its own in front of the buckets, so that a value that is replaced disturbs no
     * reader of another one (SlotTableLayoutTest). What only writers need of a slot lies apart, in its record.
     *
     * Proof: SlotTableStress; its KeyTwiceControl, ValueFirstControl and VersionTooEarlyControl must show a stranger's value.
     */

    /** The most slots: links are 16 bits wide, and the wheel needs some of their values. */
    static final int MOST = 65_000 / Tags.SLOTS * Tags.SLOTS;

    /** No slot. */
    static final int NIL = 0xFFFF;

    /** Where the version lies in {@link #tags}. */
    static final int VERSION = PaddedLongs.PAD / 2;

    /** Where the first bucket lies in {@link #tags}. */
    static final int FIRST = PaddedLongs.PAD;

    private static final long LEFT = -1;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle OBJECTS = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final int GOLDEN = 0x9E3779B9;

    final int buckets;
    final long[] tags;
    final @Nullable Object[] kv;
    final byte[] ref;
    final int @Nullable [] weights;
    final @Nullable Ticks ticks;
    private final boolean swappable;

    /**
     * Free slots.
     *
     * @param weighted whether entries may have other weights than 1
     * @param ticks when entries expire, or null if none does
     * @param swappable whether values may be replaced without the lock, where nothing but the value changes then
     */
    Slots(int buckets, boolean weighted, @Nullable Ticks ticks, boolean swappable) {
        this(buckets, 2 * buckets * Tags.SLOTS, weighted, ticks, swappable);
    }

    private Slots(int buckets, int keysAndValues, boolean weighted, @Nullable Ticks ticks, boolean swappable) {
        super(buckets * Tags.SLOTS);
        this.buckets = buckets;
        this.tags = PaddedLongs.allocate(buckets);
        this.kv = new Object[keysAndValues];
        this.ref = new byte[size()];
        this.weights = weighted ? new int[size()] : null;
        this.ticks = ticks;
        this.swappable = swappable && !weighted && ticks == null;
    }

    /** The entries of arrays that are left, in the same places, and with the same records. */
    private Slots(Slots left) {
        super(left);
        this.buckets = left.buckets;
        this.tags = left.tags.clone();
        this.tags[VERSION] = 0;
        this.kv = Claims.settled(left.kv);
        this.ref = left.ref;
        this.weights = left.weights;
        this.ticks = left.ticks;
        this.swappable = false;
    }

    /** Slots for hashes alone: nothing that has to do with keys and values may be called. */
    static Slots ofHashes(int buckets) {
        return new Slots(buckets, 0, false, null, false);
    }

    /** How many slots there are. */
    int size() {
        return buckets * Tags.SLOTS;
    }

    /** The bucket in which a key should live. */
    int home(int hash) {
        return (int) ((Integer.toUnsignedLong(hash * GOLDEN) * buckets) >>> 32);
    }

    /** The bucket behind another one; the last is followed by the first. */
    int after(int bucket) {
        int next = bucket + 1;
        return next == buckets ? 0 : next;
    }

    /** In how many buckets a key may live: the whole window, or all there are. */
    int window() {
        return Math.min(Tags.WINDOW, buckets);
    }

    // What readers call.

    long versionAcquire() {
        return versionAcquire(tags);
    }

    /** As above, for who has loaded the array already: a compiler must load a field again behind each acquire. */
    static long versionAcquire(long[] tags) {
        return (long) LONGS.getAcquire(tags, VERSION);
    }

    /** Whether what was read since {@code version} was acquired belongs together. */
    boolean isStill(long version) {
        return isStill(tags, version);
    }

    static boolean isStill(long[] tags, long version) {
        VarHandle.acquireFence();
        return (long) LONGS.getOpaque(tags, VERSION) == (version & ~1L); // which an odd one is not
    }

    long bucketOpaque(int bucket) {
        return bucketOpaque(tags, bucket);
    }

    static long bucketOpaque(long[] tags, int bucket) {
        return (long) LONGS.getOpaque(tags, FIRST + bucket);
    }

    @Nullable
    Object keyAcquire(int slot) {
        return OBJECTS.getAcquire(kv, 2 * slot);
    }

    /** May be {@link Claims#CLAIMED}. */
    @Nullable
    Object valueAcquire(int slot) {
        return OBJECTS.getAcquire(kv, 2 * slot + 1);
    }

    /**
     * The slot of a key, or {@link #NIL}, as far as a reader can tell; the version says whether it is true. Its {@code
     * equals} runs here.
     */
    int search(Object key, int hash) {
        long pattern = Tags.pattern(hash);
        int bucket = home(hash);
        for (int i = window(); i > 0; i--) {
            long word = bucketOpaque(bucket);
            for (long mask = Tags.matches(word, pattern); mask != 0; mask = Tags.rest(mask)) {
                int slot = bucket * Tags.SLOTS + Tags.first(mask);
                Object there = keyAcquire(slot);
                if (there == key || (there != null && key.equals(there))) {
                    return slot;
                }
            }
            if (Tags.passed(word) == 0) {
                return NIL;
            }
            bucket = after(bucket);
        }
        return NIL;
    }

    // What whoever replaces a value calls.

    boolean isSwappable() {
        return swappable;
    }

    /** Claims a slot if it has this value. */
    boolean tryClaim(int slot, Object value) {
        return Claims.tryClaim(kv, 2 * slot + 1, value);
    }

    /** Whether what was found since {@code version} was acquired is still there, now that its slot is claimed. */
    boolean isStillClaimed(long version) {
        return (version & 1) == 0 && (long) LONGS.getVolatile(tags, VERSION) == version;
    }

    /** Gives a value to a slot, which ends a claim. By its claimer; where nothing is swappable, by the holder of the lock. */
    void valueRelease(int slot, Object value) {
        OBJECTS.setRelease(kv, 2 * slot + 1, value);
    }

    /** The value, if need be after the end of a claim. */
    @Nullable
    Object unclaimed(int slot) {
        return Claims.unclaimed(kv, 2 * slot + 1);
    }

    // What holders of the lock call.

    /** Makes the version odd: readers from here on will look again. */
    void open() {
        LONGS.setOpaque(tags, VERSION, tags[VERSION] + 1);
        VarHandle.storeStoreFence();
    }

    /** Makes the version even. */
    void close() {
        LONGS.setRelease(tags, VERSION, tags[VERSION] + 1);
    }

    /** Makes the version odd for ever: readers will look for other arrays. */
    void leave() {
        LONGS.setVolatile(tags, VERSION, LEFT);
    }

    /**
     * Leaves these arrays for others in which nothing is swappable: no entry moves, so the lists stay as they are, and only
     * those arrays are new that an outdated reader or claimer may still look at.
     */
    Slots leaveUnswappable() {
        leave();
        return new Slots(this);
    }

    Object key(int slot) {
        return Objects.requireNonNull(kv[2 * slot]);
    }

    /** The value; where they are swappable, another one may be there a moment later. */
    Object value(int slot) {
        return Objects.requireNonNull(unclaimed(slot));
    }

    /**
     * Claims a slot, so that its value is this thread's to replace, to give back or to remove.
     *
     * @param expected {@link Table#ANY}, or the only value with which it is claimed
     * @return the value, expected or not
     */
    Object claim(int slot, @Nullable Object expected) {
        return swappable ? Objects.requireNonNull(Claims.claim(kv, 2 * slot + 1, expected)) : value(slot);
    }

    /** Gives a value back that was claimed. */
    void unclaim(int slot, Object value) {
        if (swappable) {
            valueRelease(slot, value);
        }
    }

    /**
     * The slot of a key, or {@link #NIL}. Its {@code equals} runs here.
     */
    int find(Object key, int hash) {
        long pattern = Tags.pattern(hash);
        int bucket = home(hash);
        for (int i = window(); i > 0; i--) {
            long word = tags[FIRST + bucket];
            for (long mask = Tags.matches(word, pattern); mask != 0; mask = Tags.rest(mask)) {
                int slot = bucket * Tags.SLOTS + Tags.first(mask);
                if (hash(slot) == hash) {
                    Object there = kv[2 * slot];
                    if (there == key || (there != null && key.equals(there))) {
                        return slot;
                    }
                }
            }
            if (Tags.passed(word) == 0) {
                return NIL;
            }
            bucket = after(bucket);
        }
        return NIL;
    }

    /** The slot of a hash, or {@link #NIL}. */
    int find(int hash) {
        long pattern = Tags.pattern(hash);
        int bucket = home(hash);
        for (int i = window(); i > 0; i--) {
            long word = tags[FIRST + bucket];
            for (long mask = Tags.matches(word, pattern); mask != 0; mask = Tags.rest(mask)) {
                int slot = bucket * Tags.SLOTS + Tags.first(mask);
                if (hash(slot) == hash && isTaken(slot)) {
                    return slot;
                }
            }
            if (Tags.passed(word) == 0) {
                return NIL;
            }
            bucket = after(bucket);
        }
        return NIL;
    }

    /** Whether a key with this hash finds a free slot in its window. */
    boolean hasRoom(int hash) {
        int bucket = home(hash);
        for (int i = window(); i > 0; i--) {
            if (Tags.free(tags[FIRST + bucket]) != 0) {
                return true;
            }
            bucket = after(bucket);
        }
        return false;
    }

    /** Takes the first free slot of the window of a hash, where there must be one. Between open and close. */
    int place(int hash) {
        int bucket = home(hash);
        long word = tags[FIRST + bucket];
        while (Tags.free(word) == 0) {
            LONGS.setOpaque(tags, FIRST + bucket, Tags.pass(word));
            bucket = after(bucket);
            word = tags[FIRST + bucket];
        }
        int inBucket = Tags.first(Tags.free(word));
        int slot = bucket * Tags.SLOTS + inBucket;
        identify(slot, hash);
        if (ref[slot] != 0) {
            ref[slot] = 0;
        }
        LONGS.setOpaque(tags, FIRST + bucket, Tags.take(word, inBucket, Tags.pattern(hash)));
        return slot;
    }

    /** Puts key and value into a slot that was placed. Between open and close. */
    void fill(int slot, Object key, Object value) {
        OBJECTS.setRelease(kv, 2 * slot + 1, value);
        OBJECTS.setRelease(kv, 2 * slot, key);
    }

    /** Takes key and value out of a slot, before it is freed. Between open and close. */
    void clear(int slot) {
        OBJECTS.setOpaque(kv, 2 * slot, null);
        OBJECTS.setOpaque(kv, 2 * slot + 1, null);
    }

    /** Frees a slot. Between open and close. */
    void free(int slot) {
        int bucket = slot / Tags.SLOTS;
        for (int passed = home(hash(slot)); passed != bucket; passed = after(passed)) {
            LONGS.setOpaque(tags, FIRST + passed, Tags.unpass(tags[FIRST + passed]));
        }
        LONGS.setOpaque(tags, FIRST + bucket, Tags.release(tags[FIRST + bucket], slot - bucket * Tags.SLOTS));
    }

    boolean isTaken(int slot) {
        int bucket = slot / Tags.SLOTS;
        return Tags.isTaken(tags[FIRST + bucket], slot - bucket * Tags.SLOTS);
    }

    int weight(int slot) {
        return weights == null ? 1 : weights[slot];
    }
}
