package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What threads see of a store must have an order in which one thread could have seen it. The store is so small, and so
 * full from the beginning, that keys give way to each other and that it grows in most runs.
 */
class StoreLinearizableTest {
    /** A short look in every build, a long one with {@code -Pstress}. */
    private static final boolean FULL = "full".equals(System.getProperty("stress.mode"));

    private static StressOptions options() {
        return new StressOptions()
                .iterations(FULL ? 100 : 6)
                .threads(2)
                .actorsPerThread(4)
                .actorsBefore(1)
                .actorsAfter(2)
                .invocationsPerIteration(FULL ? 2000 : 300)
                .sequentialSpecification(MapModel.class)
                .minimizeFailedScenario(false);
    }

    @Test
    void store_whileItGrows_isLinearizable() {
        options().check(FullStore.class);
    }

    /** Broken on purpose: if this is not found, the trial beside it is blind. */
    @Test
    void store_computesWithoutTheLock_isFound() {
        LincheckAssertionError found = assertThrows(
                LincheckAssertionError.class,
                () -> options().iterations(200).invocationsPerIteration(1000).check(UnlockedCompute.class));
        assertTrue(found.getMessage().contains("Invalid execution results"), found::getMessage);
    }

    @Param(name = "key", gen = IntGen.class, conf = "1:4")
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    abstract static class MapOperations {
        final ConcurrentMap<Integer, Integer> map;

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
        public @Nullable Integer twice(@Param(name = "key") int key) {
            return map.compute(key, (same, old) -> doubled(old));
        }

        static @Nullable Integer doubled(@Nullable Integer old) {
            if (old == null) {
                return 1;
            }
            return old > 9 ? null : Integer.valueOf(old * 2);
        }
    }

    public static class FullStore extends MapOperations {
        private static final int OTHERS = 5;

        public FullStore() {
            super(new ShardedStore<>(new Sizing(1, 0, 1)));
            for (int i = 0; i < OTHERS; i++) {
                map.put(100 + i, i);
            }
        }
    }

    public static class UnlockedCompute extends FullStore {
        @Override
        @Operation
        public @Nullable Integer twice(@Param(name = "key") int key) {
            Integer old = map.get(key);
            Thread.yield(); // so that a write fits in between
            Integer value = doubled(old);
            if (value == null) {
                map.remove(key);
            } else {
                map.put(key, value);
            }
            return value;
        }
    }

    public static class MapModel extends MapOperations {
        public MapModel() {
            super(new ConcurrentHashMap<>());
        }
    }
}
