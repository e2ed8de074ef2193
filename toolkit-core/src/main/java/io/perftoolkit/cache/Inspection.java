package io.perftoolkit.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A value, and what its cache knows about it.
 *
 * @param value the value
 * @param phase what it is good for
 * @param age how long ago it was written; null if the cache has no phases of {@link Freshness} and does not remember
 * @param left how long it will live without a use; null if for ever
 * @param failure why it could not be loaded anew, the last time that was tried; null if it was not, or succeeded
 * @param <V> the type of the values
 * @since 0.1
 */
public record Inspection<V>(
        V value,
        Freshness.Phase phase,
        @Nullable Duration age,
        @Nullable Duration left,
        @Nullable Throwable failure) {

    /** Of what a table keeps; no mark of an absence. */
    static <V> Inspection<V> of(Object raw, long deadline, long now) {
        Duration left = deadline == Table.NEVER || deadline == 0 ? null : Duration.ofNanos(Math.max(0, deadline - now));
        if (raw instanceof Held<?> held) {
            Failure last = held.failure();
            return new Inspection<>(
                    Entries.unwrap(raw),
                    held.phase(now),
                    Duration.ofNanos(now - held.written),
                    left,
                    last == null ? null : last.cause());
        }
        return new Inspection<>(Entries.unwrap(raw), Freshness.Phase.FRESH, null, left, null);
    }
}
