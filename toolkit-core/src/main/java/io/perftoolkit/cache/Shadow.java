package io.perftoolkit.cache;

/**
 * What one expert would have kept of a sample of the keys: a small table of hashes that nobody reads. Not thread-safe:
 * under the lock of its duel.
 */
final class Shadow extends Policy {
    /*
     * It is made of the same lists, slots and ghosts as a shard, so that what it shows of an expert includes what these
     * cost (HitRatioTest).
     */
    private static final int SLOTS_PER_64_ENTRIES = 80;

    private final int capacity;

    Shadow(Expert expert, int capacity) {
        super(Slots.ofHashes(capacity * SLOTS_PER_64_ENTRIES / 64 / Tags.SLOTS + 2), expert, expert != Expert.CLOCK);
        this.capacity = capacity;
    }

    /** An access by a key with this hash; whether it would have been there. */
    boolean access(int hash) {
        int slot = slots.find(hash);
        if (slot != Slots.NIL) {
            if (slots.ref[slot] < expert().mostUses) {
                slots.ref[slot]++;
            }
            return true;
        }
        boolean full = listed() >= capacity;
        int list = welcome(hash, full);
        if (full) {
            slots.free(victim(list));
        }
        if (slots.hasRoom(hash)) {
            enter(slots.place(hash), list);
        }
        return false;
    }
}
