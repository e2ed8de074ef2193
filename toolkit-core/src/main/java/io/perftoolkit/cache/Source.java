package io.perftoolkit.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
                if (!flight.isSettled()) { // else nobody needs it any more
                    load(flight, landings, here);
                }
            }
        }

        private void load(Flight<K, V> flight, Landings<K, V> landings, boolean here) {
            List<Flight<K, V>> alone = List.of(flight);
            Owners.begin(alone);
            try {
                landings.answered(flight, loader.load(flight.key));
            } catch (Throwable e) {
                landings.threw(flight, e, here);
            } finally {
                Owners.end(alone);
            }
        }
    }

    /**
     * All keys in one call.
     *
     * @param isolates whether the keys that are left when it throws are tried once more, each by itself
     */
    record Bulk<K, V>(BulkLoader<K, V> loader, boolean isolates) implements Source<K, V> {
        @Override
        public void load(List<Flight<K, V>> flights, Landings<K, V> landings, boolean here) {
            List<Flight<K, V>> wanted =
                    flights.stream().filter(flight -> !flight.isSettled()).toList();
            if (wanted.isEmpty()) {
                return;
            }
            Owners.begin(wanted);
            try {
                Throwable thrown = together(wanted, landings);
                if (isolates && wanted.size() > 1 && thrown instanceof Exception && !isInterrupt(thrown)) {
                    oneByOne(wanted, landings, here);
                } else if (thrown != null) {
                    wanted.forEach(flight -> landings.threw(flight, thrown, here));
                }
            } finally {
                Owners.end(wanted);
            }
        }

        /** Lands all, unless something is thrown. */
        private @Nullable Throwable together(List<Flight<K, V>> flights, Landings<K, V> landings) {
            try {
                // Two flights of one key: the first was overtaken by a write, and its callers still wait.
                Map<K, List<Flight<K, V>>> byKey = new LinkedHashMap<>();
                for (Flight<K, V> flight : flights) {
                    byKey.computeIfAbsent(flight.key, key -> new ArrayList<>(1)).add(flight);
                }
                loader.loadAll(Collections.unmodifiableSet(byKey.keySet()), new ToFlights<>(byKey, landings));
                flights.forEach(flight -> landings.answered(flight, null));
                return null;
            } catch (Throwable e) {
                return e;
            }
        }

        private void oneByOne(List<Flight<K, V>> flights, Landings<K, V> landings, boolean here) {
            Throwable interrupt = null;
            for (Flight<K, V> flight : flights) {
                Throwable thrown = interrupt;
                if (thrown == null && !flight.isSettled()) {
                    thrown = together(List.of(flight), landings);
                    interrupt = isInterrupt(thrown) ? thrown : null;
                }
                if (thrown != null) {
                    landings.threw(flight, thrown, here);
                }
            }
        }

        private static boolean isInterrupt(@Nullable Throwable thrown) {
            return thrown instanceof InterruptedException;
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
