package io.perftoolkit.cache;

import io.perftoolkit.cache.Freshness.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a look-up comes to, and begins the flights that it needs. Nobody waits here.
 *
 * <p>Thread-safe.
 */
final class Asks<K, V> {
    private final Entries<K, V> entries;
    private final Flights<K, V> flights;
    private final Counts counts;

    Asks(Entries<K, V> entries, Counts counts) {
        this.entries = entries;
        this.flights = entries.flights;
        this.counts = counts;
    }

    /**
     * What a look-up came to: an answer, a flight to wait for, or a key that rests after a failure.
     *
     * @param raw the answer as the table keeps it; null is none
     * @param flight what to wait for, or null if this is the answer
     * @param held what may still be served if loading fails
     * @param mine whether this look-up has to start the flight
     * @param rest why the key is not loaded now, or null if that is no matter
     */
    record Ask<K, V>(
            @Nullable Object raw,
            @Nullable Flight<K, V> flight,
            @Nullable Held<V> held,
            boolean mine,
            @Nullable Failure rest) {

        static <K, V> Ask<K, V> answer(@Nullable Object raw) {
            return new Ask<>(raw, null, null, false, null);
        }

        /** The same, with a flight that is started already. */
        Ask<K, V> started() {
            return new Ask<>(raw, flight, held, false, rest);
        }
    }

    /** Looks a key up; counts a hit if that is the answer. */
    Ask<K, V> ask(K key, int hash, Route<K, V> route) {
        while (true) {
            long now = entries.times.now();
            Object raw = entries.table.get(key, hash, now);
            if (raw == Absent.MARK) {
                counts.raise(Counts.Kind.NEGATIVE_HITS);
                return Ask.answer(null);
            }
            Held<V> held = Entries.held(raw);
            if (raw != null && (held == null || serves(key, hash, held, now, route))) {
                counts.raise(Counts.Kind.HITS);
                return Ask.answer(raw);
            }
            Failure rest = held == null ? rest(key, hash) : null;
            if (rest != null) {
                return new Ask<>(null, null, null, false, rest);
            }
            Ask<K, V> flying = fly(key, hash, raw, held, route);
            if (flying != null) {
                return flying;
            }
        }
    }

    /** Why a key without a value is not loaded now, or null if it is. */
    private @Nullable Failure rest(K key, int hash) {
        Failure rest = entries.rests == null ? null : entries.rests.of(key, hash);
        if (rest != null) {
            counts.raise(Counts.Kind.MISSES);
            counts.raise(Counts.Kind.REFUSED);
        }
        return rest;
    }

    /** Joins the flight of a key or begins one; null if the look-up has to begin anew. */
    private @Nullable Ask<K, V> fly(K key, int hash, @Nullable Object raw, @Nullable Held<V> held, Route<K, V> route) {
        Flight<K, V> mine = new Flight<>(flights, key, hash, Flight.Kind.LOAD, raw, route.endsWithWaiters());
        Flight<K, V> other = flights.attach(mine);
        if (other == null) {
            return begins(mine) ? new Ask<>(null, mine, held, true, null) : null;
        }
        if (!other.join()) { // its last waiter is just ending it
            flights.detach(other);
            return null;
        }
        if (!other.isTurn()) {
            counts.raise(Counts.Kind.COALESCED);
        }
        return new Ask<>(null, other, held, false, null);
    }

    /** Whether a held value is the answer as it is; starts its refresh if it is time. */
    private boolean serves(K key, int hash, Held<V> held, long now, Route<K, V> route) {
        Phase phase = held.phase(now);
        switch (phase) {
            case FRESH, STALE -> {
                boolean wantsRefresh = held.wantsRefresh(now); // before a use moves it away
                entries.touch(key, hash, held, phase, now);
                if (phase == Phase.STALE) {
                    counts.raise(Counts.Kind.STALE_SERVED);
                }
                if (wantsRefresh) {
                    refresh(key, hash, held, route);
                }
                return true;
            }
            case ON_ERROR -> {
                if (held.backsOff(now)) {
                    counts.raise(Counts.Kind.STALE_ON_ERROR);
                    return true;
                }
                return false;
            }
            case DEAD -> {
                return false;
            }
        }
        throw new AssertionError(phase);
    }

    /**
     * Whether an attached flight has work to do: not if what it should replace was replaced before it was attached. The
     * look waits for a write of the key that is under way: the install of an earlier load has passed its gate, and so
     * made room for this flight, a moment before its value can be seen
     * (LoadsTest.get_whileTheValueOfAnotherLoadIsInstalled_loadsNothing).
     */
    private boolean begins(Flight<K, V> flight) {
        Object there;
        try {
            there = entries.look(flight.key, flight.hash, entries.times.now());
        } catch (Throwable e) { // equals of a key threw: nobody may wait for this flight for ever
            giveUp(flight);
            throw e;
        }
        if (there != null && !Entries.isSame(there, flight.replaced)) {
            giveUp(flight);
            return false;
        }
        counts.raise(Counts.Kind.LOADS_STARTED);
        return true;
    }

    private void giveUp(Flight<K, V> flight) {
        flights.detach(flight);
        flight.landing.complete(Landing.over());
    }

    /** Starts to load a key that is there, unless something is under way for it. */
    void refresh(K key, int hash, @Nullable Object there, Route<K, V> route) {
        if (flights.of(key) != null) {
            return;
        }
        Flight<K, V> flight = new Flight<>(flights, key, hash, Flight.Kind.REFRESH, there);
        if (flights.attach(flight) == null && begins(flight)) {
            route.refresh().accept(List.of(flight));
        }
    }
}
