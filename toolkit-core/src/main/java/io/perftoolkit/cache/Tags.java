package io.perftoolkit.cache;

/**
 * One bucket of a table in one long: seven tags of eight bits, and how many keys went past the bucket when it was full.
 * Pure functions.
 */
final class Tags {
    /*
     * Layout: slot i of the bucket owns byte i: 0 if it is free, else 0x80 and seven bits of the hash of its key. The
     * highest byte counts the keys that would live here but live in a later bucket: while it is 0, a search ends here.
     * It counts at most the slots of the other buckets of a window, which a byte can hold, so it never sticks
     * (TagsTest.passed_mostThereCanBe_isCounted).
     */

    /** How many slots a bucket has. */
    static final int SLOTS = 7;

    /**
     * In how many buckets, from its home on, a key may live. Hardly any key of a full table needs as many; the end is for
     * keys whose hashes are equal, by chance or by malice.
     */
    static final int WINDOW = 32;

    private static final long EACH = 0x0001_0101_0101_0101L;
    private static final long HIGH = 0x0080_8080_8080_8080L;
    private static final int PASSED_SHIFT = 56;
    private static final long PASSED = 1L << PASSED_SHIFT;

    private Tags() {}

    /** What {@link #matches} looks for: the tag of this hash in each slot. */
    static long pattern(int hash) {
        return (hash >>> 25 | 0x80) * EACH;
    }

    /**
     * The slots that may hold a key with this tag, as a mask for {@link #first} and {@link #rest}. The lowest of them has
     * the tag; those above it may be wrong, as a borrow can make a neighbour look alike.
     */
    static long matches(long bucket, long pattern) {
        long differing = bucket ^ pattern;
        return (differing - EACH) & ~differing & HIGH;
    }

    /** The free slots, as a mask. */
    static long free(long bucket) {
        return ~bucket & HIGH;
    }

    static boolean isTaken(long bucket, int slot) {
        return (bucket >>> (slot << 3) & 0x80) != 0;
    }

    /** The lowest slot of a mask that is not 0. */
    static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    /** The mask without its lowest slot. */
    static long rest(long mask) {
        return mask & (mask - 1);
    }

    /** The bucket with a free slot taken. */
    static long take(long bucket, int slot, long pattern) {
        return bucket | (pattern & (0xFFL << (slot << 3)));
    }

    /** The bucket with a slot given up. */
    static long release(long bucket, int slot) {
        return bucket & ~(0xFFL << (slot << 3));
    }

    /** How many keys went past this bucket. */
    static int passed(long bucket) {
        return (int) (bucket >>> PASSED_SHIFT);
    }

    /** The bucket, passed by one key more. */
    static long pass(long bucket) {
        return bucket + PASSED;
    }

    /** The bucket, passed by one key less. */
    static long unpass(long bucket) {
        return bucket - PASSED;
    }
}
