package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks through the lists of all shards for those who would stay longest, and those who would go first. */
final class Survey {
    /** An entry and its place: the higher, the longer it would stay. */
    private record Place<K>(K key, long rank) {}

    private Survey() {}

    static <K, V> PolicySnapshot<K> of(SlotTable<K, V> table, int most) {
        List<Place<K>> hottest = new ArrayList<>();
        List<Place<K>> coldest = new ArrayList<>();
        table.each(shard -> {
            collect(shard, most, true, hottest);
            collect(shard, most, false, coldest);
        });
        Map<String, Double> ratios = new HashMap<>();
        table.steering().estimatedHitRatios().forEach((expert, ratio) -> ratios.put(nameOf(expert), ratio));
        return new PolicySnapshot<>(
                nameOf(table.expert()),
                table.steering().switches(),
                ratios,
                first(hottest, most, true),
                first(coldest, most, false));
    }

    private static String nameOf(Expert expert) {
        return expert.name().toLowerCase(Locale.ROOT);
    }

    /** The main list from its newest, or the window from its oldest, and then the other one. */
    private static <K, V> void collect(Shard<K, V> shard, int most, boolean hot, List<Place<K>> places) {
        int[] order = hot ? new int[] {Lists.MAIN, Lists.WINDOW} : new int[] {Lists.WINDOW, Lists.MAIN};
        int left = most;
        for (int list : order) {
            int slot = hot ? shard.newest(list) : shard.oldest(list);
            for (int i = shard.size(list); i > 0 && left > 0; i--, left--) {
                places.add(new Place<>(shard.keyAt(slot), rank(shard, list, slot, hot ? left : most - left)));
                slot = hot ? shard.slots.next(slot) : shard.slots.previous(slot);
            }
        }
    }

    private static long rank(Shard<?, ?> shard, int list, int slot, int distance) {
        return (long) list << 48 | (long) shard.slots.ref[slot] << 32 | distance;
    }

    private static <K> List<K> first(List<Place<K>> places, int most, boolean highest) {
        Comparator<Place<K>> byRank = Comparator.comparingLong(Place::rank);
        return places.stream()
                .sorted(highest ? byRank.reversed() : byRank)
                .limit(most)
                .map(Place::key)
                .toList();
    }
}
