package io.perftoolkit.store;

import java.util.Map;

final class ShardedStoreExample {
    private ShardedStoreExample() {}

    record Session(String user, int requests) {
        Session touched() {
            return new Session(user, requests + 1);
        }
    }

    static Map<String, Session> sessions(String id) {
        // @start region="sessions"
        ShardedStore<String, Session> sessions =
                ShardedStore.<String, Session>builder().expectedSize(100_000).build();
        sessions.putIfAbsent(id, new Session("ada", 0));
        sessions.computeIfPresent(id, (key, session) -> session.touched());
        Session session = sessions.get(id); // null if there is none
        // @end
        assert session != null;
        return sessions;
    }

    static long figures(ShardedStore<String, Session> sessions) {
        // @start region="stats"
        StoreStats stats = sessions.stats();
        long entries = stats.entries();
        double fill = (double) entries / stats.slots();
        for (StoreStats.ShardStats shard : stats.shards()) {
            entries = Math.max(entries, shard.longestProbe());
        }
        // @end
        return fill > 1 ? 0 : entries;
    }
}
