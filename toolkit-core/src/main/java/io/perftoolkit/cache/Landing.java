package io.perftoolkit.cache;

import org.jspecify.annotations.Nullable;

/**
 * How a flight ended.
 *
 * @param outcome which end
 * @param value what was loaded, if it was
 * @param cause what the loader threw, if it did
 */
record Landing<V>(
        Outcome outcome, @Nullable V value, @Nullable Throwable cause) {

    enum Outcome {
        /** There is a value. */
        LOADED,
        /** There is none, says the loader. */
        ABSENT,
        /** The loader threw. */
        FAILED,
        /** The loading thread was interrupted: whoever waited may try for himself. */
        INTERRUPTED,
        /** The cache was closed. */
        CLOSED,
        /** A turn is over. */
        OVER
    }

    static <V> Landing<V> loaded(V value) {
        return new Landing<>(Outcome.LOADED, value, null);
    }

    static <V> Landing<V> absent() {
        return new Landing<>(Outcome.ABSENT, null, null);
    }

    static <V> Landing<V> failed(Throwable cause) {
        return new Landing<>(Outcome.FAILED, null, cause);
    }

    static <V> Landing<V> interrupted(Throwable cause) {
        return new Landing<>(Outcome.INTERRUPTED, null, cause);
    }

    static <V> Landing<V> closed() {
        return new Landing<>(Outcome.CLOSED, null, null);
    }

    static <V> Landing<V> over() {
        return new Landing<>(Outcome.OVER, null, null);
    }
}
