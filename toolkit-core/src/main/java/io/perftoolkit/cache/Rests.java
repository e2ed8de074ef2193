package io.perftoolkit.cache;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys without a value whose last load failed, and how long each rests before it is loaded again.
 *
 * <p>Thread-safe. Bounded: what has to make room is forgotten, and loaded again at once. Touched by misses, failures and
 * writes only.
 */
final class Rests<K> {
    /** More keys than this that fail at a time are a source that is down, not keys that are bad. */
    static final int MOST = 1024;

    private static final Table.Gate<Object> OPEN = (key, hash) -> true;

    private final Table<K, Failure> failures = new SlotTable<>(MOST, 0, (key, failure, weight, cause) -> {});
    private final LongSupplier clock;
    private final Backoff backoff;

    /**
     * Nobody rests yet.
     *
     * @param clock its own, because a cache in which nothing expires has none
     */
    Rests(LongSupplier clock, Backoff backoff) {
        this.clock = clock;
        this.backoff = backoff;
    }

    /** Why a key rests now, or null if it does not. */
    @Nullable
    Failure of(K key, int hash) {
        long now = clock.getAsLong();
        Failure last = failures.get(key, hash, now);
        return last != null && last.isResting(now) ? last : null;
    }

    /** How long a failure is to be waited for. */
    long leftNanos(Failure failure) {
        return Math.max(0, failure.retryAt() - clock.getAsLong());
    }

    /** A load of a key failed. It is remembered beyond its rest, so that the next failure knows it is not the first. */
    void failed(K key, int hash, Throwable cause) {
        long now = clock.getAsLong();
        Failure next = backoff.next(failures.get(key, hash, now), cause, now);
        long deadline = Deadlines.after(next.retryAt(), backoff.longestNanos());
        failures.exchange(key, hash, Table.ANY, next, 1, deadline, now, OPEN);
    }

    /** A key was loaded or written. */
    void forget(K key, int hash) {
        long now = clock.getAsLong();
        if (failures.peek(key, hash, now) != null) {
            failures.exchange(key, hash, Table.ANY, null, 0, Table.NEVER, now, OPEN);
        }
    }

    void clear() {
        failures.clear();
    }
}
