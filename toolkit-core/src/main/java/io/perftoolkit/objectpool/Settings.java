package io.perftoolkit.objectpool;

import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a builder collected: checked, in the units used inside. Zero stands for a span that is not wanted. */
record Settings<T>(
        String name,
        Callable<? extends T> factory,
        int capacity,
        int minIdle,
        long maxWaitNanos,
        @Nullable Consumer<? super T> reset,
        @Nullable Predicate<? super T> validate,
        long validateAfterNanos,
        @Nullable Consumer<? super T> destroy,
        Predicate<? super Throwable> fatal,
        long maxAgeNanos,
        long maxIdleNanos,
        long leakAfterNanos,
        int leakSampling,
        boolean reclaimLost,
        @Nullable Consumer<? super LeakedLease> onLeak,
        boolean strict,
        long tickNanos,
        LongSupplier ticker) {

    /** Whether times are taken when an object goes out and comes back. */
    boolean timed() {
        return maxAgeNanos > 0
                || maxIdleNanos > 0
                || leakAfterNanos > 0
                || (validate != null && validateAfterNanos > 0);
    }

    /** Whether there is something to do that nobody's call brings about. */
    boolean ticks() {
        return timed() || minIdle > 0;
    }

    long now() {
        return ticker.getAsLong();
    }
}
