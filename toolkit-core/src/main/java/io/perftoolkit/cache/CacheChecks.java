package io.perftoolkit.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a description of a cache must keep to. */
final class CacheChecks {
    private final List<String> broken = new ArrayList<>(0);

    private CacheChecks() {}

    /** Throws if the builder breaks a rule, and names all that it breaks. */
    static void check(CacheBuilder<?, ?> builder, boolean loading, boolean bulk) {
        var checks = new CacheChecks();
        if (builder.foreign == null) {
            checks.bound(builder);
        } else {
            checks.foreign(builder);
        }
        checks.times(builder);
        checks.promptness(builder);
        checks.rests(builder);
        checks.loading(builder, loading);
        checks.rule(bulk || !builder.isolate, "isolate needs a BulkLoader");
        if (!checks.broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", checks.broken));
        }
    }

    private void bound(CacheBuilder<?, ?> builder) {
        Long capacity = builder.capacity;
        Long maxWeight = builder.maxWeight;
        rule((capacity == null) != (maxWeight == null), "exactly one of capacity and weight must be given");
        rule(capacity == null || capacity > 0, "capacity must be positive: " + capacity);
        rule(maxWeight == null || maxWeight > 0, "weight must be positive: " + maxWeight);
        rule(maxWeight == null || builder.weigher != null, "weight needs a weigher");
    }

    /** A foreign cache keeps its own rules; what it cannot honour is refused instead of ignored. */
    private void foreign(CacheBuilder<?, ?> builder) {
        foreign("capacity", builder.capacity);
        foreign("weight", builder.maxWeight);
        foreign("eviction", builder.eviction);
        foreign("expireAfterWrite", builder.expireAfterWrite);
        foreign("expireAfterAccess", builder.expireAfterAccess);
        foreign("freshness", builder.freshness);
        foreign("negative", builder.negative);
        foreign("onRemoval", builder.listener);
        foreign("promptExpiry", builder.promptExpiry);
        rule(builder.jitter == 0, "jitter cannot be honoured over a foreign cache");
    }

    private void foreign(String name, @Nullable Object value) {
        rule(value == null, name + " cannot be honoured over a foreign cache");
    }

    private void times(CacheBuilder<?, ?> builder) {
        positive("expireAfterWrite", builder.expireAfterWrite);
        positive("expireAfterAccess", builder.expireAfterAccess);
        positive("negative", builder.negative);
        positive("batch window", builder.batchWindow);
        rule(builder.jitter >= 0 && builder.jitter < 1, "jitter must be at least 0 and below 1: " + builder.jitter);
        rule(
                builder.expireAfterWrite == null || builder.freshness == null,
                "only one of expireAfterWrite and freshness may be given: freshness says when a value dies");
        rule(!builder.touching || builder.freshness != null, "touching needs freshness");
        rule(
                !builder.touching || builder.expireAfterAccess == null,
                "only one of touching and expireAfterAccess may be given: both say what a use is worth");
    }

    private void loading(CacheBuilder<?, ?> builder, boolean loading) {
        Integer size = builder.batchSize;
        rule(size == null || size >= 2, "batch size must be at least 2: " + size);
        rule((size == null) == (builder.batchWindow == null), "batch needs a window and a size");
        rule(loading || builder.batchWindow == null, "batch needs a loader");
        rule(loading || !builder.cancelAbandoned, "cancelAbandoned needs a loader");
    }

    private void promptness(CacheBuilder<?, ?> builder) {
        positive("promptExpiry", builder.promptExpiry);
        boolean expires = builder.expireAfterWrite != null
                || builder.expireAfterAccess != null
                || builder.freshness != null
                || builder.negative != null;
        rule(
                builder.promptExpiry == null || builder.foreign != null || expires,
                "promptExpiry needs an expiry, freshness or negative");
    }

    private void rests(CacheBuilder<?, ?> builder) {
        Duration first = builder.backOffFirst;
        Duration longest = builder.backOffLongest;
        if (first != null && longest != null) {
            positive("backOff", first);
            rule(
                    longest.compareTo(first) >= 0,
                    "the longest backOff must not be below the first, " + first + ": " + longest);
        }
    }

    private void positive(String name, @Nullable Duration value) {
        rule(value == null || value.compareTo(Duration.ZERO) > 0, name + " must be positive: " + value);
    }

    private void rule(boolean kept, String text) {
        if (!kept) {
            broken.add(text);
        }
    }
}
