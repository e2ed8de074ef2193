package io.perftoolkit.cache;

/** Checks that a table is what its classes claim. For tests, when nobody writes. */
final class Audit {
    private Audit() {}

    /** A cache in which nothing is under way: its table, and what is beside it. */
    static void check(Cache<?, ?> cache) {
        Entries<?, ?> entries = cache.entries();
        claim(entries.flights.areNone(), "something is under way");
        if (entries.table instanceof SlotTable<?, ?> slots) {
            check(slots);
        }
    }

    /** Throws {@link IllegalStateException} at the first claim that does not hold. */
    static <K, V> void check(SlotTable<K, V> table) {
        long[] sums = new long[2];
        table.each(shard -> {
            check(table, shard);
            sums[0] += shard.weight() + shard.spare();
            sums[1] += shard.count();
        });
        long account = sums[0] + table.credit().available();
        claim(account == table.bound(), "weights and credit are %d of %d", account, table.bound());
        claim(sums[1] == table.size(), "entries %d, size %d", sums[1], table.size());
    }

    private static <K, V> void check(SlotTable<K, V> table, Shard<K, V> shard) {
        Slots slots = shard.slots;
        claim((slots.versionAcquire() & 1) == 0, "version odd: %d, shard %d", slots.versionAcquire(), shard.id());
        claim(shard.spare() >= 0, "spare %d, shard %d", shard.spare(), shard.id());
        int[] passed = new int[slots.buckets];
        long count = 0;
        long weight = 0;
        for (int slot = 0; slot < slots.size(); slot++) {
            int inBucket = slot % Tags.SLOTS;
            long word = slots.bucketOpaque(slot / Tags.SLOTS);
            boolean tagged = (word >>> (inBucket << 3) & 0x80) != 0;
            claim(tagged == slots.isTaken(slot), "tag and key differ: slot %d, shard %d", slot, shard.id());
            Ticks ticks = slots.ticks;
            claim(ticks == null || tagged || !ticks.isFiled(slot), "a free slot is filed: %d", slot);
            claim(
                    ticks == null || !tagged || ticks.isFiled(slot) || ticks.dueOpaque(slot) == Ticks.NEVER,
                    "expires, but is not filed: slot %d, shard %d",
                    slot,
                    shard.id());
            if (tagged) {
                count++;
                weight += slots.weight(slot);
                checkEntry(table, shard, slot, passed);
            }
        }
        for (int bucket = 0; bucket < slots.buckets; bucket++) {
            claim(
                    passed[bucket] == Tags.passed(slots.bucketOpaque(bucket)),
                    "passed by %d, says %d",
                    passed[bucket],
                    Tags.passed(slots.bucketOpaque(bucket)));
        }
        claim(count == shard.count(), "taken %d, counted %d", count, shard.count());
        claim(weight == shard.weight(), "weight %d, counted %d", weight, shard.weight());
        int listed = checkList(shard, Lists.WINDOW) + checkList(shard, Lists.MAIN);
        claim(listed == shard.listed(), "in lists %d, counted %d", listed, shard.listed());
    }

    private static <K, V> void checkEntry(SlotTable<K, V> table, Shard<K, V> shard, int slot, int[] passed) {
        Slots slots = shard.slots;
        int hash = slots.hash(slot);
        claim(shard.owns(hash), "strange hash %d in shard %d", hash, shard.id());
        claim(table.slots(hash) == slots, "readers of hash %d are sent elsewhere than to shard %d", hash, shard.id());
        claim(slots.find(slots.key(slot), hash) == slot, "not found: slot %d, shard %d", slot, shard.id());
        boolean listed = slots.list(slot) != Lists.UNLISTED;
        claim(listed == slots.weight(slot) > 0, "list %d, weight %d", slots.list(slot), slots.weight(slot));
        int walked = 1;
        for (int bucket = slots.home(hash); bucket != slot / Tags.SLOTS; bucket = slots.after(bucket)) {
            passed[bucket]++;
            walked++;
        }
        claim(walked <= slots.window(), "%d buckets from home, window %d", walked, slots.window());
    }

    private static int checkList(Shard<?, ?> shard, int list) {
        Slots slots = shard.slots;
        int size = shard.size(list);
        int slot = shard.oldest(list);
        claim((size == 0) == (slot == Slots.NIL), "list of %d begins at %d", size, slot);
        for (int i = 0; i < size; i++) {
            claim(slots.isTaken(slot) && slots.list(slot) == list, "slot %d is not of list %d", slot, list);
            int newer = slots.previous(slot);
            claim(slots.next(newer) == slot, "link back %d, not %d", slots.next(newer), slot);
            claim(newer != shard.oldest(list) || i == size - 1, "ring of %d, counted %d", i + 1, size);
            slot = newer;
        }
        claim(slot == shard.oldest(list), "ring is longer than %d", size);
        return size;
    }

    private static void claim(boolean holds, String claim, Object... what) {
        if (!holds) {
            throw new IllegalStateException(String.format(claim, what));
        }
    }
}
