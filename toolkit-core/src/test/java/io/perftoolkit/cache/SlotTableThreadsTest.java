package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several threads at once: values belong to their keys, each leaves once, and the bound holds at every look. */
class SlotTableThreadsTest {
    private static final Table.Gate<Object> OPEN = (key, hash) -> true;
    private static final int THREADS = 3;
    private static final int OPERATIONS = 60_000;
    private static final int PUTS = THREADS * OPERATIONS;

    private record Value(int key, int number, int weight) {}

    @ParameterizedTest
    @CsvSource({
        "1, false, false",
        "40, false, false",
        "40, true, false",
        "3000, false, true",
        "30000, true, true",
        "30000, false, false"
    })
    void operations_atOnce_keepWhatTheyPromise(int bound, boolean weighted, boolean timed) throws InterruptedException {
        AtomicIntegerArray left = new AtomicIntegerArray(PUTS);
        AtomicLong inside = new AtomicLong();
        SlotTable<Integer, Value> table = new SlotTable<>(bound, 0, (key, value, weight, cause) -> {
            assertEquals(key, value.key);
            assertEquals(weight, value.weight);
            assertEquals(1, left.incrementAndGet(value.number), "told twice");
            inside.addAndGet(-weight);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger resized = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int id = t;
            threads.add(new Thread(() -> run(table, id, bound, weighted, timed, inside, resized)));
        }
        Thread sampler = new Thread(() -> {
            while (!stop.get()) {
                int before = resized.get();
                long weight = table.weight();
                long most = table.bound();
                assertTrue(weight <= most || resized.get() != before, "above the bound");
                for (Table.Cursor<Integer, Value> cursor = table.cursor(0); cursor.advance(); ) {
                    assertEquals(cursor.key(), cursor.value().key);
                }
            }
        });
        threads.add(sampler);
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown)));
        threads.forEach(Thread::start);
        for (Thread thread : threads.subList(0, THREADS)) {
            thread.join();
        }
        stop.set(true);
        sampler.join();
        assertNull(failure.get(), () -> "failed: " + failure.get());
        Audit.check(table);
        assertEquals(inside.get(), table.weight(), "what was put and has not left is there");
        for (Table.Cursor<Integer, Value> cursor = table.cursor(0); cursor.advance(); ) {
            assertEquals(0, left.get(cursor.value().number), "left, but there");
        }
        table.clear();
        assertEquals(0, table.size());
        assertEquals(0, inside.get());
    }

    /** Values are replaced with the lock and without it, in turn. */
    @Test
    void exchange_oneKeyByAll_isToldInTheOrderOfItsValues() throws Exception {
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        SlotTable<Integer, Integer> table = new SlotTable<>(100, 0, (key, value, weight, cause) -> told.add(value));
        table.exchange(1, 1, Table.ANY, 0, 1, Table.NEVER, 0, OPEN);
        int[] replacedBy = new int[PUTS + 1];
        Crowd.of(THREADS).run(id -> {
            for (int i = 1; i <= OPERATIONS; i++) {
                Integer value = id * OPERATIONS + i;
                replacedBy[i % 2 == 0 ? write(table, value) : writeExpecting(table, value)] = value;
            }
        });
        int value = 0;
        for (int each : told) {
            assertEquals(value, each);
            value = replacedBy[value];
        }
        assertEquals(PUTS, told.size());
        assertEquals(value, table.get(1, 1, 0));
    }

    private static int write(SlotTable<Integer, Integer> table, Integer value) {
        return table.exchange(1, 1, Table.ANY, value, 1, Table.NEVER, 0, OPEN);
    }

    private static int writeExpecting(SlotTable<Integer, Integer> table, Integer value) {
        Integer expected = table.peek(1, 1, 0);
        Integer was = table.exchange(1, 1, expected, value, 1, Table.NEVER, 0, OPEN);
        while (!Entries.isSame(was, expected)) {
            expected = was;
            was = table.exchange(1, 1, expected, value, 1, Table.NEVER, 0, OPEN);
        }
        return was;
    }

    private static void run(
            SlotTable<Integer, Value> table,
            int id,
            int bound,
            boolean weighted,
            boolean timed,
            AtomicLong inside,
            AtomicInteger resized) {
        SplittableRandom random = new SplittableRandom(id);
        int keys = 2 * bound + 3;
        for (int i = 0; i < OPERATIONS; i++) {
            int key = random.nextInt(keys);
            int hash = Hashing.spread(key, 9);
            Value there = table.get(key, hash, 0);
            assertTrue(there == null || there.key == key, "the value of another key");
            int kind = random.nextInt(20);
            if (kind == 0) {
                table.exchange(key, hash, Table.ANY, null, 0, Table.NEVER, 0, OPEN);
            } else if (there == null || kind < 4) {
                int weight = weighted ? random.nextInt(1 + bound / 8) : 1;
                long deadline = timed && kind == 2 ? 1L << 50 : Table.NEVER;
                inside.addAndGet(weight);
                table.exchange(
                        key, hash, Table.ANY, new Value(key, id * OPERATIONS + i, weight), weight, deadline, 0, OPEN);
            }
            if (id == 0 && i % 5000 == 4999) {
                resized.incrementAndGet();
                table.resize(bound / 2 + random.nextInt(bound));
            }
        }
    }
}
