package io.perftoolkit.store;

/** Spreads {@code long} keys. */
final class LongHash {
    private LongHash() {}

    /**
     * 32 bits of a key, of which the highest depend on all bits of the key and of the seed.
     *
     * <p>A multiplication carries only upward, so one alone would leave keys that differ in their high bits together;
     * between two of them the high half is folded into the low one.
     */
    static int of(long key, long seed) {
        long x = (key ^ seed) * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (x >>> 32);
    }
}
