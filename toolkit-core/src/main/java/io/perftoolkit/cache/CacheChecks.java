package io.perftoolkit.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a description of a cache must keep to. */
final class CacheChecks {
    private final List<String> broken = new ArrayList<>(0);

    private CacheChecks() {}

    /** Throws if a description breaks a rule, and names all that it breaks. */
    static void check(Description<?, ?> described, boolean loading, boolean bulk) {
        var checks = new CacheChecks();
        if (described.foreign == null) {
            checks.bound(described);
        } else {
            checks.foreign(described);
        }
        checks.times(described);
        checks.promptness(described);
        checks.rests(described);
        checks.loading(described, loading);
        checks.rule(bulk || !described.isolate, "isolate needs a BulkLoader");
        if (!checks.broken.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", checks.broken));
        }
    }

    private void bound(Description<?, ?> described) {
        Long capacity = described.capacity;
        Long maxWeight = described.maxWeight;
        rule((capacity == null) != (maxWeight == null), "exactly one of capacity and weight must be given");
        rule(capacity == null || capacity > 0, "capacity must be positive: " + capacity);
        rule(maxWeight == null || maxWeight > 0, "weight must be positive: " + maxWeight);
        rule(maxWeight == null || described.weigher != null, "weight needs a weigher");
    }

    /** A foreign cache keeps its own rules; what it cannot honour is refused instead of ignored. */
    private void foreign(Description<?, ?> described) {
        foreign("capacity", described.capacity);
        foreign("weight", described.maxWeight);
        foreign("eviction", described.eviction);
        foreign("expireAfterWrite", described.expireAfterWrite);
        foreign("expireAfterAccess", described.expireAfterAccess);
        foreign("freshness", described.freshness);
        foreign("negative", described.negative);
        foreign("onRemoval", described.listener);
        foreign("promptExpiry", described.promptExpiry);
        rule(described.jitter == 0, "jitter cannot be honoured over a foreign cache");
    }

    private void foreign(String name, @Nullable Object value) {
        rule(value == null, name + " cannot be honoured over a foreign cache");
    }

    private void times(Description<?, ?> described) {
        positive("expireAfterWrite", described.expireAfterWrite);
        positive("expireAfterAccess", described.expireAfterAccess);
        positive("negative", described.negative);
        positive("batch window", described.batchWindow);
        rule(
                described.jitter >= 0 && described.jitter < 1,
                "jitter must be at least 0 and below 1: " + described.jitter);
        rule(
                described.expireAfterWrite == null || described.freshness == null,
                "only one of expireAfterWrite and freshness may be given: freshness says when a value dies");
        rule(!described.touching || described.freshness != null, "touching needs freshness");
        rule(
                !described.touching || described.expireAfterAccess == null,
                "only one of touching and expireAfterAccess may be given: both say what a use is worth");
    }

    private void loading(Description<?, ?> described, boolean loading) {
        Integer size = described.batchSize;
        rule(size == null || size >= 2, "batch size must be at least 2: " + size);
        rule((size == null) == (described.batchWindow == null), "batch needs a window and a size");
        rule(loading || described.batchWindow == null, "batch needs a loader");
        rule(loading || !described.cancelAbandoned, "cancelAbandoned needs a loader");
    }

    private void promptness(Description<?, ?> described) {
        positive("promptExpiry", described.promptExpiry);
        rule(
                described.promptExpiry == null || described.foreign != null || described.expires(),
                "promptExpiry needs an expiry, freshness or negative");
    }

    private void rests(Description<?, ?> described) {
        Duration first = described.backOffFirst;
        Duration longest = described.backOffLongest;
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
