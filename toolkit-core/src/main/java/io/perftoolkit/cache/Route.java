package io.perftoolkit.cache;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How flights come to their source: on the caller's thread, on an executor, or gathered with others.
 *
 * @param load starts what callers wait for; lands all flights, now or later
 * @param refresh starts what nobody waits for; never on this thread unless the executor is
 * @param endsWithWaiters whether a load ends when nobody waits for it any more
 */
record Route<K, V>(Consumer<List<Flight<K, V>>> load, Consumer<List<Flight<K, V>>> refresh, boolean endsWithWaiters) {

    /** Callers load themselves; refreshes run on the executor. */
    static <K, V> Route<K, V> here(Source<K, V> source, Landings<K, V> landings, Executor executor) {
        return new Route<>(flights -> source.load(flights, landings, true), on(executor, source, landings), false);
    }

    /** All runs on the executor. */
    static <K, V> Route<K, V> there(
            Source<K, V> source, Landings<K, V> landings, Executor executor, boolean endsWithWaiters) {
        var there = on(executor, source, landings);
        return new Route<>(there, there, endsWithWaiters);
    }

    /** All is gathered. */
    static <K, V> Route<K, V> gathered(Gathering<K, V> gathering, boolean endsWithWaiters) {
        return new Route<>(gathering::add, gathering::add, endsWithWaiters);
    }

    /** Runs the source on an executor; if that refuses, the flights fail. */
    static <K, V> Consumer<List<Flight<K, V>>> on(Executor executor, Source<K, V> source, Landings<K, V> landings) {
        return flights -> {
            try {
                executor.execute(new Errand<>(flights, source, landings));
            } catch (Throwable e) {
                flights.forEach(flight -> landings.threw(flight, e, false));
            }
        };
    }
}
