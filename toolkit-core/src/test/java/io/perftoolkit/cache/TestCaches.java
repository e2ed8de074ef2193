package io.perftoolkit.cache;

import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/** Makes caches around tables that no builder offers. */
final class TestCaches {
    private TestCaches() {}

    /** A plain cache. */
    static <K, V> Cache<K, V> over(BiFunction<Counts, Table.Removals<K, Object>, Table<K, Object>> body) {
        Counts counts = new Counts();
        RemovalQueue<K, V> removals = new RemovalQueue<>(counts, null, null);
        Table<K, Object> table = body.apply(counts, removals);
        Times<K, V> times = new Times<>(null, 0, 0, 0, 0, null, false);
        Entries<K, V> entries = new Entries<>(table, 1, times, null, null, new Flights<>(), removals, null, null);
        Executor here = Runnable::run;
        return new Cache<>(new Assembly<>(table, 1, null, null, entries, counts, here, new Backoff(), null));
    }
}
