package io.perftoolkit.cache;

import io.perftoolkit.internal.config.FlatConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the description of a cache from words. */
final class CacheWords {
    private @Nullable Duration fresh;
    private @Nullable Duration ahead;
    private @Nullable Duration stale;
    private @Nullable Duration onError;
    private @Nullable Duration backOff;
    private @Nullable Duration backOffLongest;
    private @Nullable Duration window;
    private @Nullable Integer size;

    private CacheWords() {}

    /** Reads all words into a builder. */
    static void read(Map<String, String> words, CacheBuilder<?, ?> into) {
        new CacheWords().readAll(FlatConfig.of(words), into);
    }

    private void readAll(FlatConfig config, CacheBuilder<?, ?> into) {
        config.bytes("capacity", into::capacity);
        config.bytes("max-weight", into::maxWeight);
        config.choice("eviction", CacheBuilder.Eviction.values(), into::eviction);
        config.duration("expire-after-write", into::expireAfterWrite);
        config.duration("expire-after-access", into::expireAfterAccess);
        config.duration("fresh", value -> fresh = value);
        config.duration("refresh-ahead", value -> ahead = value);
        config.duration("stale", value -> stale = value);
        config.duration("on-error", value -> onError = value);
        config.flag("touching", value -> into.description.touching = value);
        config.number("jitter", into::jitter);
        config.duration("negative", into::negative);
        config.duration("back-off", value -> backOff = value);
        config.duration("back-off-longest", value -> backOffLongest = value);
        config.duration("prompt-expiry", into::promptExpiry);
        config.duration("batch-window", value -> window = value);
        config.integer("batch-size", value -> size = value);
        config.flag("isolate", into::isolate);
        config.flag("cancel-abandoned", into::cancelAbandoned);
        config.check();
        phases(into);
        rests(into);
        batch(into);
    }

    private void phases(CacheBuilder<?, ?> into) {
        if (fresh != null) {
            into.freshness(new Freshness(fresh, orZero(ahead), orZero(stale), orZero(onError)));
        } else if (ahead != null || stale != null || onError != null) {
            throw new IllegalArgumentException("refresh-ahead, stale and on-error need fresh: they come with it");
        }
    }

    private void rests(CacheBuilder<?, ?> into) {
        if (backOff != null && backOffLongest != null) {
            into.backOff(backOff, backOffLongest);
        } else if (backOff != null || backOffLongest != null) {
            throw new IllegalArgumentException("back-off and back-off-longest need each other");
        }
    }

    private void batch(CacheBuilder<?, ?> into) {
        if (window != null && size != null) {
            into.batch(window, size);
        } else if (window != null || size != null) {
            throw new IllegalArgumentException("batch-window and batch-size need each other");
        }
    }

    private static Duration orZero(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }
}
