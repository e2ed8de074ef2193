package io.perftoolkit.cache;

/**
 * What only writers need of the entry in each slot: its hash, its place in a list, and when it was worth something. Not
 * thread-safe: under the lock of the shard.
 */
abstract class Records {
    /*
     * Layout: one record of three ints for each slot, so that a writer finds together what it needs together: the hash; the
     * links to the neighbours in a list, of 16 bits, as slots have; the stamp and the list.
     */
    private static final int RECORD = 3;

    private final int[] records;

    /** Of so many slots. */
    Records(int slots) {
        this.records = new int[RECORD * slots];
    }

    /** Those of slots that are given up: from here on, they are only these. */
    Records(Records givenUp) {
        this.records = givenUp.records;
    }

    /** The slot is for a key with this hash. */
    final void identify(int slot, int hash) {
        records[RECORD * slot] = hash;
    }

    final int hash(int slot) {
        return records[RECORD * slot];
    }

    final int previous(int slot) {
        return records[RECORD * slot + 1] & 0xFFFF;
    }

    final int next(int slot) {
        return records[RECORD * slot + 1] >>> 16;
    }

    final void link(int slot, int previous, int next) {
        records[RECORD * slot + 1] = previous | next << 16;
    }

    final void linkPrevious(int slot, int previous) {
        int at = RECORD * slot + 1;
        records[at] = (records[at] & 0xFFFF_0000) | previous;
    }

    final void linkNext(int slot, int next) {
        int at = RECORD * slot + 1;
        records[at] = (records[at] & 0xFFFF) | (next << 16);
    }

    final int stamp(int slot) {
        return records[RECORD * slot + 2] & 0xFFFF;
    }

    final int list(int slot) {
        return records[RECORD * slot + 2] >>> 16;
    }

    final void mark(int slot, int list, int stamp) {
        records[RECORD * slot + 2] = list << 16 | stamp;
    }
}
