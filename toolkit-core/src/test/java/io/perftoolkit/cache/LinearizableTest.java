package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What threads see of a cache must have an order in which one thread could have seen it. The capacity is beyond the number
 * of keys: a cache that evicts may forget at any moment, and every history would be right.
 */
class LinearizableTest {
    private static final int SIZE = 64;

    /** A short look in every build, a long one with {@code -Pstress}. */
    private static final boolean FULL = "full".equals(System.getProperty("stress.mode"));

    private static StressOptions options() {
        return new StressOptions()
                .iterations(FULL ? 100 : 4)
                .threads(2)
                .actorsPerThread(4)
                .actorsBefore(1)
                .actorsAfter(1)
                .invocationsPerIteration(FULL ? 1000 : 100)
                .minimizeFailedScenario(false);
    }

    @Test
    void view_ofSlots_isLinearizable() {
        options().sequentialSpecification(MapModel.class).check(SlotView.class);
    }

    @Test
    void view_ofExactLru_isLinearizable() {
        options().sequentialSpecification(MapModel.class).check(LruView.class);
    }

    @Test
    void readThrough_slots_neverServesWhatWasInvalidated() {
        options().sequentialSpecification(Registers.class).check(SlotReadThrough.class);
    }

    @Test
    void readThrough_exactLru_neverServesWhatWasInvalidated() {
        options().sequentialSpecification(Registers.class).check(LruReadThrough.class);
    }

    @Test
    void refresh_neverBringsBackWhatWasInvalidated() {
        options().sequentialSpecification(RefreshedRegisters.class).check(SlotRefresh.class);
    }

    /** Broken on purpose, as the next one. */
    @Test
    void refresh_installsWithoutAskingWhetherItIsAttached_isFound() {
        LincheckAssertionError found = assertThrows(
                LincheckAssertionError.class,
                () -> options()
                        .iterations(100)
                        .sequentialSpecification(RefreshedRegisters.class)
                        .check(UngatedRefresh.class));
        assertTrue(found.getMessage().contains("Invalid execution results"), found::getMessage);
    }

    /** Broken on purpose: if this is not found, the trials beside it are blind. */
    @Test
    void readThrough_installsWithoutAskingWhetherItIsAttached_isFound() {
        LincheckAssertionError found = assertThrows(
                LincheckAssertionError.class,
                () -> options()
                        .iterations(100)
                        .sequentialSpecification(Registers.class)
                        .check(UngatedReadThrough.class));
        assertTrue(found.getMessage().contains("Invalid execution results"), found::getMessage);
    }

    /** One cache serves all runs, because a cache takes longer to make than a run takes. */
    private static Cache<Integer, Integer> emptied(Cache<Integer, Integer> cache) {
        cache.clear();
        return cache;
    }

    /** A map that runs functions alone for their keys. */
    @Param(name = "key", gen = IntGen.class, conf = "1:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    abstract static class MapOperations {
        private final ConcurrentMap<Integer, Integer> map;

        MapOperations(ConcurrentMap<Integer, Integer> map) {
            this.map = map;
        }

        @Operation
        public @Nullable Integer get(@Param(name = "key") int key) {
            return map.get(key);
        }

        @Operation
        public @Nullable Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.put(key, value);
        }

        @Operation
        public @Nullable Integer remove(@Param(name = "key") int key) {
            return map.remove(key);
        }

        @Operation
        public @Nullable Integer putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.putIfAbsent(key, value);
        }

        @Operation
        public boolean replace(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.replace(key, value, value + 1);
        }

        @Operation
        public @Nullable Integer twice(@Param(name = "key") int key) {
            return map.compute(key, (same, old) -> {
                if (old == null) {
                    return 1;
                }
                return old > 9 ? null : Integer.valueOf(old * 2);
            });
        }

        @Operation
        public @Nullable Integer computeIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.computeIfAbsent(key, same -> value + 5);
        }
    }

    public static class SlotView extends MapOperations {
        private static final Cache<Integer, Integer> CACHE = Cache.ofCapacity(SIZE);

        public SlotView() {
            super(emptied(CACHE).asMap());
        }
    }

    public static class LruView extends MapOperations {
        private static final Cache<Integer, Integer> CACHE = Cache.<Integer, Integer>builder()
                .capacity(SIZE)
                .eviction(CacheBuilder.Eviction.EXACT_LRU)
                .build();

        public LruView() {
            super(emptied(CACHE).asMap());
        }
    }

    public static class MapModel extends MapOperations {
        public MapModel() {
            super(new java.util.concurrent.ConcurrentHashMap<>());
        }
    }

    /** A source that is read through a cache; each write of the source is followed by an invalidation. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    abstract static class ReadThrough {
        private final AtomicIntegerArray source = new AtomicIntegerArray(2);
        private final Cache<Integer, Integer> cache;

        ReadThrough(Cache<Integer, Integer> cache) {
            this.cache = cache;
        }

        @Operation
        public @Nullable Integer read(@Param(name = "key") int key) {
            return cache.get(key, same -> {
                int value = source.get(same);
                Thread.yield(); // so that a write fits in between
                return value;
            });
        }

        @Operation
        public void write(@Param(name = "key") int key, @Param(name = "value") int value) {
            source.set(key, value);
            cache.remove(key);
        }

        @Operation
        public void writeThenClear(@Param(name = "key") int key, @Param(name = "value") int value) {
            source.set(key, value);
            cache.clear();
        }
    }

    public static class SlotReadThrough extends ReadThrough {
        private static final Cache<Integer, Integer> CACHE = Cache.ofCapacity(SIZE);

        public SlotReadThrough() {
            super(emptied(CACHE));
        }
    }

    public static class LruReadThrough extends ReadThrough {
        private static final Cache<Integer, Integer> CACHE =
                TestCaches.over((counts, removals) -> new LruTable<>(SIZE, 0, removals));

        public LruReadThrough() {
            super(emptied(CACHE));
        }
    }

    public static class UngatedReadThrough extends ReadThrough {
        private static final Cache<Integer, Integer> CACHE =
                TestCaches.over((counts, removals) -> new Ungated<>(new LruTable<>(SIZE, 0, removals)));

        public UngatedReadThrough() {
            super(emptied(CACHE));
        }
    }

    public static class Registers {
        private final Map<Integer, Integer> values = new HashMap<>();

        public Integer read(int key) {
            return values.getOrDefault(key, 0);
        }

        public void write(int key, int value) {
            values.put(key, value);
        }

        public void writeThenClear(int key, int value) {
            values.put(key, value);
        }
    }

    /** A source that is read through a cache, whose values are loaded anew while they are served. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    abstract static class Refresh {
        private static final int KEYS = 2;
        private final AtomicIntegerArray source = new AtomicIntegerArray(KEYS);
        private final LoadingCache<Integer, Integer> cache;

        Refresh(Cache<Integer, Integer> body) {
            Source<Integer, Integer> loads = new Source.Single<>(key -> {
                int value = source.get(key);
                Thread.yield(); // so that a write fits in between
                return value;
            });
            Route<Integer, Integer> here = Route.here(loads, body.landings(), Runnable::run);
            cache = new LoadingCache<>(body, here, here);
            for (int key = 0; key < KEYS; key++) {
                cache.get(key);
            }
        }

        @Operation
        public @Nullable Integer read(@Param(name = "key") int key) {
            return cache.get(key);
        }

        @Operation
        public void refresh(@Param(name = "key") int key) {
            cache.refresh(key);
        }

        @Operation
        public void write(@Param(name = "key") int key, @Param(name = "value") int value) {
            source.set(key, value);
            cache.cache().remove(key);
        }
    }

    public static class SlotRefresh extends Refresh {
        private static final Cache<Integer, Integer> CACHE = Cache.ofCapacity(SIZE);

        public SlotRefresh() {
            super(emptied(CACHE));
        }
    }

    public static class UngatedRefresh extends Refresh {
        private static final Cache<Integer, Integer> CACHE =
                TestCaches.over((counts, removals) -> new Ungated<>(new LruTable<>(SIZE, 0, removals)));

        public UngatedRefresh() {
            super(emptied(CACHE));
        }
    }

    public static class RefreshedRegisters extends Registers {
        public void refresh(int key) {
            // Changes nothing that a reader sees.
        }
    }
}
