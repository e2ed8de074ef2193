package io.perftoolkit.cache;

/** Makes a hash of which every bit is good out of a hash code that may be poor. Pure functions. */
final class Hashing {

    private Hashing() {}

    /**
     * Mixes a hash code with the seed of its cache, so that no sender of keys can know which of them collide; keys
     * with one and the same hash code still do.
     *
     * <p>The finalizer of MurmurHash3 with the constants of Chris Wellons' search ("lowbias32"): a bijection for each
     * seed.
     */
    static int spread(int hashCode, int seed) {
        int h = hashCode ^ seed;
        h = (h ^ (h >>> 16)) * 0x7feb352d;
        h = (h ^ (h >>> 15)) * 0x846ca68b;
        return h ^ (h >>> 16);
    }
}
