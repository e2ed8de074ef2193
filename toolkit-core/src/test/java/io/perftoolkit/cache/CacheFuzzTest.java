package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.perftoolkit.cache.CacheBuilder.Eviction;
import io.perftoolkit.testkit.FakeTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random operations on a loading cache, and on a model of one thread that knows all rules: phases, refreshes ahead and
 * behind, back-off, rests of keys without a value, absences, uses that begin the phases anew. They must answer the same and
 * call the loader equally often. There is room for all keys, so nothing leaves but by time and by writes.
 */
class CacheFuzzTest {
    private static final int KEYS = 12;
    private static final int OPERATIONS = 30_000;
    private static final long MILLI = 1_000_000;
    private static final long NEGATIVE = 300 * MILLI;
    private static final long FIRST = 40 * MILLI;
    private static final long LONGEST = 320 * MILLI;

    /** What the source does at the moment. */
    private enum Source {
        ANSWERS,
        HAS_NONE,
        IS_DOWN
    }

    private final FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 10_000 * MILLI);
    private Source source = Source.ANSWERS;
    private int calls;
    private int minted;

    /** A value says by itself how long it is good. */
    private record Value(int number, long fresh, long ahead, long stale, long onError) {
        Freshness freshness() {
            return new Freshness(
                    Duration.ofNanos(fresh),
                    Duration.ofNanos(ahead),
                    Duration.ofNanos(stale),
                    Duration.ofNanos(onError));
        }
    }

    private Value mint(int key) {
        int number = ++minted;
        long fresh = (10 + number % 90) * MILLI;
        return switch (key % 4) {
            case 0 -> new Value(number, fresh, 0, 0, 0);
            case 1 -> new Value(number, fresh, fresh / 2, 0, 0);
            case 2 -> new Value(number, fresh, 0, 50 * MILLI, 0);
            default -> new Value(number, fresh, fresh / 4, 30 * MILLI, 200 * MILLI);
        };
    }

    private @Nullable Value load(int key) throws IOException {
        calls++;
        return switch (source) {
            case ANSWERS -> mint(key);
            case HAS_NONE -> null;
            case IS_DOWN -> throw new IOException("down");
        };
    }

    /** What the model knows of a key. */
    private static final class Known {
        @Nullable
        Value value;

        boolean absent;
        long from;
        long noted;
        int failures;
        long retryAt;
        int keyFailures;
        long keyRetryAt;
    }

    private final Map<Integer, Known> known = new HashMap<>();

    @ParameterizedTest
    @CsvSource({
        "ADAPTIVE, false, 1",
        "ADAPTIVE, true, 2",
        "EXACT_LRU, false, 3",
        "EXACT_LRU, true, 4",
        "ADAPTIVE, true, 5",
    })
    void operations_random_agreeWithTheModel(Eviction eviction, boolean touching, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CacheBuilder<Integer, Value> builder = Cache.<Integer, Value>builder()
                .capacity(1000)
                .eviction(eviction)
                .freshness((key, value) -> value.freshness())
                .negative(Duration.ofNanos(NEGATIVE))
                .backOff(Duration.ofNanos(FIRST), Duration.ofNanos(LONGEST))
                .executor(Runnable::run)
                .ticker(ticker);
        builder.description.touching = touching;
        builder.description.random = () -> 1;
        LoadingCache<Integer, Value> cache = builder.loading(this::load);
        for (int i = 0; i < OPERATIONS; i++) {
            int key = random.nextInt(KEYS);
            if (random.nextInt(20) == 0) {
                source = Source.values()[random.nextInt(3)];
            }
            switch (random.nextInt(12)) {
                case 0 -> put(cache, key);
                case 1 -> remove(cache, key);
                case 2, 3, 4 -> ticker.advance(Duration.ofMillis(random.nextInt(40)));
                case 5 -> assertEquals(use(key, touching, false), cache.cache().get(key), "without a loader");
                case 6 -> compute(cache, key);
                case 7 -> cache.cache().cleanUp();
                default -> get(cache, key, touching);
            }
        }
        LoadsTest.assertSound(cache);
        assertEquals(calls, cache.stats().loads().started());
    }

    private Known of(int key) {
        Known of = known.computeIfAbsent(key, same -> new Known());
        long now = ticker.getAsLong();
        if (of.absent && now - of.from - NEGATIVE >= 0) {
            of.absent = false;
        }
        if (of.value != null && phase(of) == Freshness.Phase.DEAD) {
            of.value = null;
        }
        return of;
    }

    private Freshness.Phase phase(Known of) {
        long age = ticker.getAsLong() - of.from;
        Value value = of.value;
        if (age < value.fresh) {
            return Freshness.Phase.FRESH;
        }
        if (age < value.fresh + value.stale) {
            return Freshness.Phase.STALE;
        }
        return age < value.fresh + value.stale + value.onError ? Freshness.Phase.ON_ERROR : Freshness.Phase.DEAD;
    }

    private void written(Known of, @Nullable Value value) {
        of.value = value;
        of.absent = false;
        of.from = of.noted = ticker.getAsLong();
        of.failures = 0;
        of.keyFailures = 0;
        of.keyRetryAt = of.from;
    }

    private void put(LoadingCache<Integer, Value> cache, int key) {
        Value before = visible(of(key));
        Value value = mint(key);
        assertEquals(before, cache.cache().put(key, value));
        written(of(key), value);
    }

    private void remove(LoadingCache<Integer, Value> cache, int key) {
        Value before = visible(of(key));
        assertEquals(before, cache.cache().remove(key));
        written(of(key), null);
    }

    private void compute(LoadingCache<Integer, Value> cache, int key) {
        Value before = visible(of(key));
        Value after = minted % 3 == 0 ? null : mint(key);
        Known of = of(key);
        boolean wrote = after != null || of.value != null || of.absent;
        assertEquals(after, cache.cache().asMap().compute(key, (same, old) -> {
            assertEquals(before, old);
            return after;
        }));
        if (wrote) {
            written(of, after);
        }
    }

    private @Nullable Value visible(Known of) {
        return of.value == null || phase(of) == Freshness.Phase.ON_ERROR ? null : of.value;
    }

    /** A look-up that may use the value; what is served. */
    private @Nullable Value use(int key, boolean touching, boolean loading) {
        Known of = of(key);
        Value value = visible(of);
        if (value == null) {
            return null;
        }
        long now = ticker.getAsLong();
        long refreshAfter = value.ahead == 0 ? value.fresh : value.fresh - value.ahead;
        boolean wants = loading && now - of.from >= refreshAfter && !(of.failures > 0 && of.retryAt - now > 0);
        if (touching && phase(of) == Freshness.Phase.FRESH && now - of.noted > of.from + value.fresh - of.noted >> 6) {
            of.noted = of.from = now;
        }
        if (wants) {
            refresh(key, of);
        }
        return value;
    }

    /** The executor runs a refresh at once. */
    private void refresh(int key, Known of) {
        switch (source) {
            case ANSWERS -> loaded(key, of);
            case HAS_NONE -> absent(of);
            case IS_DOWN -> failed(of);
        }
    }

    /** The value that the cache has minted: the model mints none of its own. */
    private void loaded(int key, Known of) {
        int before = minted;
        Value value = mint(key);
        minted = before;
        written(of, value);
    }

    private void absent(Known of) {
        written(of, null);
        of.absent = true;
    }

    private void failed(Known of) {
        of.failures++;
        of.retryAt = ticker.getAsLong() + Math.min(LONGEST, FIRST << Math.min(20, of.failures - 1));
    }

    private void get(LoadingCache<Integer, Value> cache, int key, boolean touching) {
        Known of = of(key);
        long now = ticker.getAsLong();
        if (of.absent) {
            assertEquals(null, cache.get(key));
        } else if (visible(of) != null) {
            assertEquals(use(key, touching, true), cache.get(key));
        } else if (of.value != null) { // on error
            getOnError(cache, key, of, now);
        } else if (of.keyFailures > 0 && of.keyRetryAt - now > 0) {
            int before = calls;
            assertThrows(LoadFailedException.class, () -> cache.get(key));
            assertEquals(before, calls, "the key rests");
        } else {
            getMissing(cache, key, of, now);
        }
    }

    private void getOnError(LoadingCache<Integer, Value> cache, int key, Known of, long now) {
        Value old = of.value;
        boolean backsOff = of.failures > 0 && of.retryAt - now > 0;
        if (!backsOff) {
            refresh(key, of);
        }
        Value expected = backsOff || source == Source.IS_DOWN ? old : of.value;
        assertEquals(expected, cache.get(key), "on error");
    }

    private void getMissing(LoadingCache<Integer, Value> cache, int key, Known of, long now) {
        switch (source) {
            case ANSWERS -> {
                loaded(key, of);
                assertEquals(of.value, cache.get(key));
            }
            case HAS_NONE -> {
                absent(of);
                assertEquals(null, cache.get(key));
            }
            case IS_DOWN -> {
                assertThrows(LoadFailedException.class, () -> cache.get(key));
                if (of.keyFailures > 0 && now - of.keyRetryAt - LONGEST >= 0) {
                    of.keyFailures = 0; // so long ago that it is forgotten
                }
                of.keyFailures++;
                of.keyRetryAt = now + Math.min(LONGEST, FIRST << Math.min(20, of.keyFailures - 1));
                of.failures = 0;
            }
            default -> fail("no other");
        }
    }
}
