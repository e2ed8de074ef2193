package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every table keeps to. After each test {@link #assertSound} looks at the whole. */
abstract class TableContract {
    static final Table.Gate<Object> OPEN = (key, hash) -> true;
    static final Table.Gate<Object> SHUT = (key, hash) -> false;

    final Removed removed = new Removed();

    /** Makes an empty table. */
    abstract <K> Table<K, String> table(long bound, long accessNanos, Table.Removals<K, String> removals);

    /** Throws if the inside of a table does not fit together. Nobody writes meanwhile. */
    void assertSound(Table<?, ?> table) {
        assertTrue(table.weight() <= table.bound(), "weight " + table.weight() + " of " + table.bound());
    }

    <K> Table<K, String> table(long bound) {
        return table(bound, 0, removed.cast());
    }

    /** Remembers what left, and that no value left twice. */
    static final class Removed implements Table.Removals<Object, String> {
        final List<String> events = new ArrayList<>();
        private final Map<String, RemovalCause> values = new IdentityHashMap<>();

        @Override
        public synchronized void removed(Object key, String value, int weight, RemovalCause cause) {
            events.add(key + "=" + value + " " + cause);
            assertNull(values.put(value, cause), () -> "told twice: " + value);
        }

        @SuppressWarnings("unchecked")
        <K> Table.Removals<K, String> cast() {
            return (Table.Removals<K, String>) (Table.Removals<?, String>) this;
        }
    }

    static int hash(Object key) {
        return Hashing.spread(key.hashCode(), 42);
    }

    static <K> String put(Table<K, String> table, K key, String value) {
        return put(table, key, value, 1, Table.NEVER, 0);
    }

    static <K> String put(Table<K, String> table, K key, String value, int weight, long deadline, long now) {
        return table.exchange(key, hash(key), Table.ANY, value, weight, deadline, now, OPEN);
    }

    static <K> String remove(Table<K, String> table, K key) {
        return table.exchange(key, hash(key), Table.ANY, null, 0, Table.NEVER, 0, OPEN);
    }

    static String get(Table<?, String> table, Object key) {
        return get(table, key, 0);
    }

    static String get(Table<?, String> table, Object key, long now) {
        return table.get(key, hash(key), now);
    }

    @Test
    void get_whatWasPut_answersIt() {
        Table<Integer, String> table = table(10);
        assertNull(get(table, 1));
        assertNull(put(table, 1, "a"));
        assertEquals("a", get(table, 1));
        assertEquals("a", table.peek(1, hash(1), 0));
        assertEquals("a", put(table, 1, "b"));
        assertEquals("b", get(table, 1));
        assertEquals(List.of("1=a REPLACED"), removed.events);
        assertEquals(1, table.size());
        assertSound(table);
    }

    @Test
    void exchange_otherThanExpected_changesNothing() {
        Table<Integer, String> table = table(10);
        put(table, 1, "a");
        assertEquals("a", table.exchange(1, hash(1), null, "b", 1, Table.NEVER, 0, SHUT));
        assertEquals("a", table.exchange(1, hash(1), new String("a"), "b", 1, Table.NEVER, 0, OPEN));
        assertNull(table.exchange(2, hash(2), "a", "b", 1, Table.NEVER, 0, OPEN));
        assertEquals("a", get(table, 1));
        assertNull(get(table, 2));
        assertEquals(List.of(), removed.events);
        assertSound(table);
    }

    @Test
    void exchange_asExpected_writes() {
        Table<Integer, String> table = table(10);
        assertNull(table.exchange(1, hash(1), null, "a", 1, Table.NEVER, 0, OPEN));
        assertEquals("a", table.exchange(1, hash(1), "a", "b", 1, Table.NEVER, 0, OPEN));
        assertEquals("b", table.exchange(1, hash(1), "b", null, 0, Table.NEVER, 0, OPEN));
        assertNull(get(table, 1));
        assertEquals(0, table.size());
        assertEquals(List.of("1=a REPLACED", "1=b EXPLICIT"), removed.events);
        assertSound(table);
    }

    @Test
    void exchange_gateShut_changesNothing() {
        Table<Integer, String> table = table(10);
        put(table, 1, "a");
        assertEquals("a", table.exchange(1, hash(1), Table.ANY, "b", 1, Table.NEVER, 0, SHUT));
        assertEquals("a", table.exchange(1, hash(1), Table.ANY, null, 0, Table.NEVER, 0, SHUT));
        assertNull(table.exchange(2, hash(2), Table.ANY, "b", 1, Table.NEVER, 0, SHUT));
        assertEquals("a", get(table, 1));
        assertNull(get(table, 2));
        assertSound(table);
    }

    @Test
    void exchange_gate_isAskedOnceAndOnlyIfItMatters() {
        Table<Integer, String> table = table(10);
        AtomicInteger asked = new AtomicInteger();
        Table.Gate<Integer> counting = (key, hash) -> asked.incrementAndGet() > 0;
        table.exchange(1, hash(1), null, "a", 1, Table.NEVER, 0, counting);
        assertEquals(1, asked.get());
        table.exchange(1, hash(1), null, "b", 1, Table.NEVER, 0, counting);
        assertEquals(1, asked.get());
        table.exchange(2, hash(2), Table.ANY, null, 0, Table.NEVER, 0, counting);
        assertEquals(2, asked.get(), "a removal of nothing is a write too: it overtakes a load");
        table.exchange(3, hash(3), Table.ANY, "huge", 11, Table.NEVER, 0, counting);
        assertEquals(3, asked.get());
        assertSound(table);
    }

    @Test
    void exchange_gateThrows_changesNothingAndLocksNothing() {
        Table<Integer, String> table = table(2);
        put(table, 1, "a");
        put(table, 2, "b");
        Table.Gate<Integer> throwing = (key, hash) -> {
            throw new IllegalStateException("shut");
        };
        for (int key = 1; key <= 3; key++) {
            int same = key;
            assertThrows(
                    IllegalStateException.class,
                    () -> table.exchange(same, hash(same), Table.ANY, "c", 1, Table.NEVER, 0, throwing));
            assertThrows(
                    IllegalStateException.class,
                    () -> table.exchange(same, hash(same), Table.ANY, null, 0, Table.NEVER, 0, throwing));
        }
        assertEquals("a", get(table, 1));
        assertEquals("b", get(table, 2));
        assertNull(get(table, 3));
        assertEquals(List.of(), removed.events);
        assertSound(table);
        assertEquals("a", inAnotherThread(() -> put(table, 1, "d")));
    }

    @Test
    void exchange_equalsThrows_changesNothing() {
        AtomicBoolean throwing = new AtomicBoolean();
        record Key(int number, AtomicBoolean throwing) {
            @Override
            public int hashCode() {
                return 7;
            }

            @Override
            public boolean equals(Object other) {
                if (throwing.get()) {
                    throw new IllegalStateException("equals");
                }
                return other instanceof Key key && key.number == number;
            }
        }
        Table<Key, String> table = table(8);
        for (int i = 0; i < 4; i++) {
            put(table, new Key(i, throwing), "v" + i);
        }
        throwing.set(true);
        assertThrows(IllegalStateException.class, () -> put(table, new Key(2, throwing), "x"));
        assertThrows(IllegalStateException.class, () -> put(table, new Key(9, throwing), "x"));
        assertThrows(IllegalStateException.class, () -> remove(table, new Key(2, throwing)));
        assertThrows(IllegalStateException.class, () -> get(table, new Key(2, throwing)));
        throwing.set(false);
        assertSound(table);
        for (int i = 0; i < 4; i++) {
            assertEquals("v" + i, get(table, new Key(i, throwing)));
        }
        assertEquals(4, table.size());
        assertEquals(List.of(), removed.events);
        assertEquals("v2", inAnotherThread(() -> put(table, new Key(2, throwing), "y")));
    }

    @Test
    void exchange_full_evictsWithinTheBound() {
        Table<Integer, String> table = table(10);
        for (int i = 0; i < 1000; i++) {
            put(table, i, "v" + i);
            assertTrue(table.size() <= 10);
            assertTrue(table.weight() <= 10);
        }
        assertEquals(1000 - table.size(), removed.events.size());
        assertTrue(removed.events.stream().allMatch(event -> event.endsWith("SIZE")));
        assertSound(table);
    }

    @Test
    void exchange_heavierThanTheBound_isRefusedAndTakesTheOldAway() {
        Table<Integer, String> table = table(10);
        put(table, 1, "a", 3, Table.NEVER, 0);
        put(table, 1, "b", 11, Table.NEVER, 0);
        assertNull(get(table, 1));
        assertEquals(0, table.weight());
        assertEquals(List.of("1=a REPLACED", "1=b REFUSED"), removed.events);
        assertSound(table);
    }

    @Test
    void exchange_weights_sumUp() {
        Table<Integer, String> table = table(100);
        put(table, 1, "a", 30, Table.NEVER, 0);
        put(table, 2, "b", 30, Table.NEVER, 0);
        assertEquals(60, table.weight());
        put(table, 1, "c", 50, Table.NEVER, 0);
        assertEquals(80, table.weight());
        remove(table, 2);
        assertEquals(50, table.weight());
        put(table, 1, "d", 100, Table.NEVER, 0);
        assertEquals("d", get(table, 1));
        assertEquals(100, table.weight());
        assertSound(table);
    }

    @Test
    void exchange_weightless_isNeverEvicted() {
        Table<Integer, String> table = table(4);
        put(table, -1, "pinned", 0, Table.NEVER, 0);
        for (int i = 0; i < 100; i++) {
            put(table, i, "v" + i, 1 + i % 4, Table.NEVER, 0);
        }
        assertEquals("pinned", get(table, -1));
        assertSound(table);
    }

    @Test
    void get_expired_isGone() {
        Table<Integer, String> table = table(10);
        put(table, 1, "a", 1, 100, 0);
        assertEquals("a", get(table, 1, 99));
        assertNull(get(table, 1, 100));
        assertNull(table.peek(1, hash(1), 100));
        assertNull(put(table, 1, "b", 1, 300, 200), "an expired entry counts as none");
        assertEquals(List.of("1=a EXPIRED"), removed.events);
        assertEquals("b", get(table, 1, 299));
        assertSound(table);
    }

    @Test
    void get_clockWraps_expiresInTime() {
        Table<Integer, String> table = table(10);
        long start = Long.MAX_VALUE - 50;
        put(table, 1, "a", 1, start + 100, start);
        assertEquals("a", get(table, 1, start + 99));
        assertNull(get(table, 1, start + 100));
        assertSound(table);
    }

    @Test
    void get_used_livesOn() {
        long second = 1_000_000_000;
        Table<Integer, String> table = table(10, 64 * second, removed.cast());
        put(table, 1, "a", 1, 64 * second, 0);
        put(table, 2, "b", 1, 64 * second, 0);
        assertEquals("a", get(table, 1, 40 * second));
        assertEquals("b", table.peek(2, hash(2), 40 * second));
        assertEquals("a", get(table, 1, 100 * second));
        assertNull(get(table, 2, 100 * second), "a peek is no use");
        assertNull(get(table, 1, 165 * second));
        assertSound(table);
    }

    @Test
    void cleanUp_removesWhatExpired() {
        Table<Integer, String> table = table(1000);
        long second = 1_000_000_000;
        for (int i = 0; i < 500; i++) {
            put(table, i, "v" + i, 1, (1 + i % 10) * second, 0);
        }
        put(table, 777, "stays");
        table.cleanUp(6 * second - 1, () -> {});
        assertEquals(251, table.size());
        table.cleanUp(20 * second, () -> {});
        assertEquals(1, table.size());
        assertEquals(500, removed.events.size());
        assertTrue(removed.events.stream().allMatch(event -> event.endsWith("EXPIRED")));
        assertSound(table);
    }

    @Test
    void extend_movesTheEnd_ofThisValueOnly() {
        Table<Integer, String> table = table(10);
        String value = "a";
        long second = 1_000_000_000;
        put(table, 1, value, 1, 10 * second, 0);
        assertTrue(table.extend(1, hash(1), value, 30 * second, 5 * second));
        assertEquals(30 * second, table.deadline(1, hash(1)), 1e9 / 100);
        assertEquals("a", get(table, 1, 29 * second));
        assertFalse(table.extend(1, hash(1), new String("a"), 90 * second, 5 * second));
        assertFalse(table.extend(2, hash(2), value, 90 * second, 5 * second));
        assertNull(get(table, 1, 31 * second));
        assertSound(table);
    }

    @Test
    void deadline_ofNothing_isZero() {
        Table<Integer, String> table = table(10);
        assertEquals(0, table.deadline(1, hash(1)));
        put(table, 1, "a");
        assertEquals(Table.NEVER, table.deadline(1, hash(1)));
    }

    @Test
    void resize_lower_evictsAtOnce() {
        Table<Integer, String> table = table(1000);
        for (int i = 0; i < 1000; i++) {
            put(table, i, "v" + i);
        }
        table.resize(10);
        assertEquals(10, table.bound());
        assertTrue(table.size() <= 10);
        assertEquals(1000 - table.size(), removed.events.size());
        table.resize(100);
        for (int i = 0; i < 1000; i++) {
            put(table, i, new String("w" + i));
        }
        assertTrue(table.size() <= 100 && table.size() > 50, () -> "size " + table.size());
        assertSound(table);
    }

    @Test
    void clear_removesAll() {
        Table<Integer, String> table = table(1000);
        for (int i = 0; i < 700; i++) {
            put(table, i, "v" + i);
        }
        long before = table.size();
        removed.events.clear();
        table.clear();
        assertEquals(0, table.size());
        assertEquals(0, table.weight());
        assertEquals(before, removed.events.size());
        assertTrue(removed.events.stream().allMatch(event -> event.endsWith("EXPLICIT")));
        assertSound(table);
    }

    @Test
    void cursor_walksOverAll_thatHasNotExpired() {
        Table<Integer, String> table = table(1000);
        Map<Integer, String> expected = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            put(table, i, "v" + i, 1, i % 3 == 0 ? 100 : Table.NEVER, 0);
            if (i % 3 != 0) {
                expected.put(i, "v" + i);
            }
        }
        Map<Integer, String> seen = new HashMap<>();
        Table.Cursor<Integer, String> cursor = table.cursor(100);
        while (cursor.advance()) {
            assertNull(seen.put(cursor.key(), cursor.value()), "seen twice");
        }
        assertEquals(expected, seen);
    }

    @Test
    void policy_namesNoMoreThanAsked() {
        Table<Integer, String> table = table(50);
        for (int i = 0; i < 50; i++) {
            put(table, i, "v" + i);
        }
        PolicySnapshot<Integer> policy = table.policy(5);
        assertEquals(5, policy.hottest().size());
        assertEquals(5, policy.coldest().size());
        assertFalse(policy.name().isBlank());
    }

    @Test
    void exchange_allKeysWithOneHashCode_staysBounded() {
        record Same(int number) {
            @Override
            public int hashCode() {
                return 1;
            }
        }
        Table<Same, String> table = table(200);
        for (int i = 0; i < 2000; i++) {
            put(table, new Same(i), "v" + i);
            assertEquals("v" + i, get(table, new Same(i)), "the newest is kept");
        }
        assertTrue(table.size() <= 200);
        assertSound(table);
    }

    @Test
    void exchange_atRandom_agreesWithAMapThatForgets() {
        Random random = new Random(1);
        Table<Integer, String> table = table(50);
        Map<Integer, String> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int key = random.nextInt(80);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    String value = "v" + i;
                    put(table, key, value, 1 + random.nextInt(3), Table.NEVER, 0);
                    model.put(key, value);
                }
                case 2 -> {
                    String seen = get(table, key);
                    assertTrue(seen == null || seen.equals(model.get(key)), "a value of another time or key");
                }
                default -> {
                    String seen = remove(table, key);
                    assertTrue(seen == null || seen.equals(model.get(key)));
                    model.remove(key);
                }
            }
        }
        assertSound(table);
    }

    @Test
    void exchange_byManyThreads_keepsTheBoundAndEveryValueWithItsKey() throws InterruptedException {
        long bound = 500;
        Table<Integer, String> table = table(bound, 0, (key, value, weight, cause) -> {});
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 30_000; i++) {
                    int key = random.nextInt(1500);
                    if (random.nextInt(3) == 0) {
                        put(table, key, "v" + key, 1 + random.nextInt(5), Table.NEVER, 0);
                    } else if (random.nextInt(20) == 0) {
                        remove(table, key);
                    } else {
                        String seen = get(table, key);
                        assertTrue(seen == null || seen.equals("v" + key), () -> seen + " of " + key);
                    }
                    assertTrue(table.weight() <= bound);
                }
            });
            thread.setUncaughtExceptionHandler((same, e) -> {
                synchronized (failures) {
                    failures.add(e);
                }
            });
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertSound(table);
    }

    static <T> T inAnotherThread(java.util.concurrent.Callable<T> task) {
        try {
            return java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                        try {
                            return task.call();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .get(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cleanUp_manyExpired_letsWritersInBetween() throws Exception {
        Table<Integer, String> table = table(5000);
        put(table, -1, "stays");
        for (int key = 0; key < 2000; key++) {
            put(table, key, "v" + key, 1, 10 + key % 7, 0);
        }
        List<Integer> told = new ArrayList<>();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            long next = table.cleanUp(14, () -> {
                told.add(removed.events.size());
                try { // a write of another thread passes, so no lock is held
                    other.submit(() -> put(table, -1, new String("stays"))).get(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertEquals(15, next);
        } finally {
            other.shutdownNow();
        }
        assertTrue(told.size() >= 2000 * 5 / 7 / 64 - 1, () -> "steps: " + told);
        int before = 0;
        for (int count : told) {
            assertTrue(count - before <= 64 + 1, () -> "more than 64 in one step: " + told);
            before = count;
        }
        long notYet = IntStream.range(0, 2000).filter(key -> key % 7 > 4).count();
        assertEquals(1 + notYet, table.size());
        assertEquals(Table.NEVER, table.cleanUp(16, () -> {}));
        assertEquals(1, table.size());
        assertSound(table);
    }
}
