package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where values come from: the user's loader, wrapped so that each flight lands, whatever the loader does. */
interface Source<K, V> {
    /**
     * Runs the loader on this thread and lands all flights.
     *
     * @param flights at least one
     * @param here whether the thread is that of a caller, whose interruption concerns nobody else
     */
    void load(List<Flight<K, V>> flights, Landings<K, V> landings, boolean here);

    /** One key at a time. */
    record Single<K, V>(Loader<? super K, ? extends V> loader) implements Source<K, V> {
        @Override
        public void load(List<Flight<K, V>> flights, Landings<K, V> landings, boolean here) {
            for (Flight<K, V> flight : flights) {
                flight.ownedBy(Thread.currentThread());
                try {
                    landings.answered(flight, loader.load(flight.key));
                } catch (Throwable e) {
                    landings.threw(flight, e, here);
                } finally {
                    flight.ownedBy(null);
                }
            }
        }
    }

    /** All keys in one call. */
    record Bulk<K, V>(BulkLoader<K, V> loader) implements Source<K, V> {
        @Override
        public void load(List<Flight<K, V>> flights, Landings<K, V> landings, boolean here) {
            // Two flights of one key: the first was overtaken by a write, and its callers still wait.
            Map<K, List<Flight<K, V>>> byKey = new LinkedHashMap<>();
            try {
                for (Flight<K, V> flight : flights) {
                    flight.ownedBy(Thread.currentThread());
                    byKey.computeIfAbsent(flight.key, key -> new ArrayList<>(1)).add(flight);
                }
                loader.loadAll(Collections.unmodifiableSet(byKey.keySet()), new ToFlights<>(byKey, landings));
                flights.forEach(flight -> landings.answered(flight, null));
            } catch (Throwable e) {
                flights.forEach(flight -> landings.threw(flight, e, here));
            } finally {
                flights.forEach(flight -> flight.ownedBy(null));
            }
        }
    }

    /** Lands the flights of the keys that are told. */
    record ToFlights<K, V>(Map<K, List<Flight<K, V>>> byKey, Landings<K, V> landings) implements BulkLoader.Sink<K, V> {
        @Override
        public void value(K key, V value) {
            of(key).forEach(flight -> landings.answered(flight, java.util.Objects.requireNonNull(value, "value")));
        }

        @Override
        public void absent(K key) {
            of(key).forEach(flight -> landings.answered(flight, null));
        }

        @Override
        public void failed(K key, Throwable cause) {
            of(key).forEach(flight -> landings.threw(flight, java.util.Objects.requireNonNull(cause, "cause"), false));
        }

        private List<Flight<K, V>> of(K key) {
            return byKey.getOrDefault(key, List.of());
        }
    }
}
