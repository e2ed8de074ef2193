package io.perftoolkit.cache;

/**
 * A short memory of keys that left a shard: a fingerprint of each and when it was last worth something. It forgets, and
 * now and then it takes one key for another; both cost hits only. Not thread-safe: under the lock of its shard.
 */
final class Ghosts {
    /*
     * Layout: sets of eight ints, so that a look touches one cache line or two; in each int 16 bits of fingerprint and 16
     * bits of stamp. A full set forgets its oldest.
     */
    private static final int WAYS = 8;
    private static final int MOST_SETS = 1 << 28;

    /** The answer for a key that is not remembered. */
    static final int UNKNOWN = -1;

    private final int[] ghosts;

    /** Room for about this many keys. */
    Ghosts(int capacity) {
        this.ghosts = new int[Math.min(MOST_SETS, (capacity + WAYS - 1) / WAYS) * WAYS];
    }

    int capacity() {
        return ghosts.length;
    }

    /** Remembers a key that was stamped at {@code stamp} and leaves at {@code now}. */
    void put(int hash, int stamp, int now) {
        int set = set(hash);
        int oldest = set;
        int highestAge = -1;
        for (int i = set; i < set + WAYS; i++) {
            int ghost = ghosts[i];
            if (ghost == 0) {
                oldest = i;
                break;
            }
            int age = age(ghost, now);
            if (age > highestAge) {
                highestAge = age;
                oldest = i;
            }
        }
        ghosts[oldest] = fingerprint(hash) << 16 | stamp;
    }

    /** How long ago a key was stamped, and forgets it; or {@link #UNKNOWN}. */
    int take(int hash, int now) {
        int set = set(hash);
        int fingerprint = fingerprint(hash);
        for (int i = set; i < set + WAYS; i++) {
            if (ghosts[i] >>> 16 == fingerprint) {
                int age = age(ghosts[i], now);
                ghosts[i] = 0;
                return age;
            }
        }
        return UNKNOWN;
    }

    private static int age(int ghost, int now) {
        return (now - ghost) & 0xFFFF;
    }

    private int set(int hash) {
        int mixed = hash * 0x85ebca6b;
        mixed ^= mixed >>> 13;
        return (int) ((Integer.toUnsignedLong(mixed) * (ghosts.length / WAYS)) >>> 32) * WAYS;
    }

    private static int fingerprint(int hash) {
        int bits = (hash * 0xc2b2ae35) >>> 16;
        return bits == 0 ? 1 : bits;
    }
}
