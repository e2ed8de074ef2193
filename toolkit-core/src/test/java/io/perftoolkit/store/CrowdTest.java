package io.perftoolkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many keys of one hash code. */
class CrowdTest {
    private static final int FLOOD = 100_000;
    private static final int HASH = 42;

    private final AtomicLong comparisons = new AtomicLong();
    private final ShardedStore<Object, Integer> store = ShardedStore.create();

    private Alike key(int number) {
        return new Alike(HASH, number, comparisons);
    }

    @Test
    void put_hundredThousandKeysOfOneHash_needsLogarithmicallyManyComparisons() {
        for (int i = 0; i < FLOOD; i++) {
            assertNull(store.put(key(i), i));
        }
        for (int i = 0; i < FLOOD; i++) {
            assertEquals(i, store.get(key(i)));
        }
        assertEquals(FLOOD, store.size());
        // A linear search would need 10^10. A skip list needs about 2 log2(n) = 34, and a writer asks three times.
        long each = comparisons.get() / (2 * FLOOD);
        assertTrue(each < 200, () -> each + " comparisons per operation");
        assertEquals(
                1,
                store.stats().shards().stream()
                        .mapToInt(StoreStats.ShardStats::crowds)
                        .sum());
    }

    @Test
    void remove_ofACrowd_leavesTheOthers() {
        for (int i = 0; i < 1000; i++) {
            store.put(key(i), i);
        }
        for (int i = 0; i < 1000; i += 2) {
            assertEquals(i, store.remove(key(i)));
            assertNull(store.remove(key(i)));
        }
        Set<Object> left = new HashSet<>(store.values());
        assertEquals(500, left.size());
        assertEquals(500, store.size());
        for (int i = 1; i < 1000; i += 2) {
            assertEquals(i, store.get(key(i)));
            assertEquals(-i, store.compute(key(i), (k, v) -> -v));
        }
    }

    @Test
    void growth_withACrowd_takesItAlong() {
        for (int i = 0; i < 100; i++) {
            store.put(key(i), i);
        }
        for (int i = 0; i < 10_000; i++) {
            store.put("other " + i, i);
        }
        assertTrue(store.stats().growths() > 5);
        for (int i = 0; i < 100; i++) {
            assertEquals(i, store.get(key(i)));
        }
        store.clear();
        assertEquals(0, store.size());
        assertNull(store.get(key(50)));
        assertTrue(store.keySet().isEmpty());
        assertTrue(!store.keySet().iterator().hasNext());
    }

    @Test
    void get_keyOfAnotherClassThatIsEqual_isFound() {
        for (int i = 0; i < 50; i++) {
            store.put(new Base(i), i);
        }
        for (int i = 0; i < 50; i++) {
            assertEquals(i, store.get(new Derived(i)));
            assertEquals(i, store.put(new Derived(i), i));
        }
        assertEquals(50, store.size());
    }

    @Test
    void keys_thatCompareAsEqualAndAreNot_areApart() {
        for (int i = 0; i < 50; i++) {
            store.put(new Undecided(i), i);
        }
        assertEquals(50, store.size());
        for (int i = 0; i < 50; i++) {
            assertEquals(i, store.get(new Undecided(i)));
        }
        for (int i = 0; i < 50; i += 3) {
            assertEquals(i, store.remove(new Undecided(i)));
        }
        assertEquals(33, store.size());
        assertEquals(33, new HashSet<>(store.keySet()).size());
    }

    @Test
    void keys_thatCannotBeCompared_areFound() {
        for (int i = 0; i < 200; i++) {
            store.put(new Mute(i), i);
        }
        for (int i = 0; i < 200; i++) {
            assertEquals(i, store.get(new Mute(i)));
        }
        assertEquals(200, store.size());
    }

    @Test
    void keys_comparableWithAnotherClassOnly_areFound() {
        for (int i = 0; i < 100; i++) {
            store.put(new Foreign(i), i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals(i, store.get(new Foreign(i)));
        }
        assertEquals(100, store.size());
    }

    @SuppressWarnings("ComparableType") // on purpose
    private record Foreign(int number) implements Comparable<String> {
        @Override
        public int hashCode() {
            return HASH;
        }

        @Override
        public int compareTo(String other) {
            return 1;
        }
    }

    private record Mute(int number) {
        @Override
        public int hashCode() {
            return HASH;
        }
    }

    private record Undecided(int number) implements Comparable<Undecided> {
        @Override
        public int hashCode() {
            return HASH;
        }

        @Override
        public int compareTo(Undecided other) {
            return 0;
        }
    }

    private static class Base implements Comparable<Base> {
        final int number;

        Base(int number) {
            this.number = number;
        }

        @Override
        public int compareTo(Base other) {
            return Integer.compare(number, other.number);
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Base other && other.number == number;
        }

        @Override
        public int hashCode() {
            return HASH;
        }
    }

    private static final class Derived extends Base {
        Derived(int number) {
            super(number);
        }
    }
}
