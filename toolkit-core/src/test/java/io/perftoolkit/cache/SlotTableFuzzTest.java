package io.perftoolkit.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations against a model that knows all but who goes for want of room: that it learns from the removals, and
 * checks that each was allowed.
 */
class SlotTableFuzzTest {
    private static final int OPERATIONS = 60_000;
    private static final long LONGEST_LIFE = 1L << 45;
    private static final long LONGEST_TICK = LONGEST_LIFE >> 28;

    private record Value(int key, int number) {}

    private record Known(Value value, int weight, long deadline) {}

    /** What must be in the table, and what may have expired unseen. */
    private static final class Model implements Table.Removals<Integer, Value> {
        private final Map<Integer, Known> known = new HashMap<>();
        private final Set<Value> told = new HashSet<>();
        private long now;
        private long weight;
        private RemovalCause last;

        @Override
        public void removed(Integer key, Value value, int weight, RemovalCause cause) {
            assertEquals(key, value.key);
            assertTrue(told.add(value), () -> "told twice: " + value);
            last = cause;
            Known was = known.get(key);
            if (was == null || was.value != value) {
                assertTrue(cause == RemovalCause.REFUSED || cause == RemovalCause.SIZE, () -> cause + " of " + value);
                return;
            }
            assertEquals(was.weight, weight);
            assertTrue(cause != RemovalCause.EXPIRED || mayBeDead(was), () -> "expired too early: " + was);
            this.weight -= weight;
            known.remove(key);
        }

        private boolean isDead(Known of) {
            return Deadlines.isPast(of.deadline, now);
        }

        /** A tick is a small part of the longest life. */
        private boolean mayBeDead(Known of) {
            return of.deadline != Table.NEVER && of.deadline - now <= LONGEST_TICK;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void operations_random_agreeWithTheModel(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long bound = new long[] {1, 3, 20, 200, 3000, 20_000}[seed % 6];
        boolean weighted = seed % 3 == 0;
        boolean timed = seed % 2 == 0;
        int keys = (int) Math.min(20_000, 3 * bound + 2);
        Model model = new Model();
        SlotTable<Integer, Value> table = new SlotTable<>(bound, 0, model);
        for (int i = 0; i < OPERATIONS; i++) {
            int key = random.nextInt(keys);
            int hash = Hashing.spread(key % 7 == 0 ? 7 : key, seed);
            if (timed && random.nextInt(10) == 0) {
                model.now += random.nextLong(random.nextInt(100) == 0 ? 1L << 40 : 50);
            }
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    Value value = new Value(key, i);
                    int weight = weighted ? weightBelow(random, bound) : 1;
                    long deadline = timed && random.nextInt(3) > 0 ? model.now + lifetime(random) : Table.NEVER;
                    put(table, model, key, hash, value, weight, deadline);
                }
                case 2 -> remove(table, model, key, hash);
                case 3 -> exchange(table, model, key, hash, i, random);
                case 4 -> {
                    if (random.nextInt(2000) == 0) {
                        table.cleanUp(model.now, () -> {});
                        model.known.values().forEach(known -> assertFalse(model.isDead(known), "left by cleanUp"));
                    } else if (random.nextInt(4000) == 0) {
                        table.clear();
                        assertTrue(model.known.isEmpty());
                    } else if (random.nextInt(1000) == 0) {
                        table.resize(1 + random.nextLong(bound * 2));
                    }
                }
                default -> get(table, model, key, hash);
            }
            assertTrue(table.weight() <= table.bound(), "above the bound");
            assertTrue(model.weight <= table.bound(), "model above the bound");
            if (i % 997 == 0) {
                check(table, model);
            }
        }
        check(table, model);
    }

    private static int weightBelow(SplittableRandom random, long bound) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return 0;
        }
        return kind == 1 ? random.nextInt((int) bound + 2) : random.nextInt((int) Math.max(2, bound / 10));
    }

    private static long lifetime(SplittableRandom random) {
        return random.nextInt(50) == 0 ? random.nextLong(LONGEST_LIFE) : 1 + random.nextLong(300);
    }

    private static void put(
            SlotTable<Integer, Value> table, Model model, int key, int hash, Value value, int weight, long deadline) {
        Known before = model.known.get(key);
        model.last = null;
        boolean[] asked = new boolean[1];
        Value there = table.exchange(key, hash, Table.ANY, value, weight, deadline, model.now, (k, h) -> {
            assertFalse(asked[0], "asked twice");
            asked[0] = true;
            return true;
        });
        assertTrue(asked[0]);
        agrees(model, before, there);
        assertFalse(model.known.containsKey(key), "the old value was not told");
        if (weight > table.bound()) {
            assertEquals(RemovalCause.REFUSED, model.last);
        } else if (!model.told.contains(value)) {
            model.known.put(key, new Known(value, weight, deadline));
            model.weight += weight;
        }
    }

    private static void remove(SlotTable<Integer, Value> table, Model model, int key, int hash) {
        Known before = model.known.get(key);
        agrees(model, before, table.exchange(key, hash, Table.ANY, null, 0, 0, model.now, (k, h) -> true));
        assertFalse(model.known.containsKey(key));
    }

    private static void exchange(
            SlotTable<Integer, Value> table, Model model, int key, int hash, int i, SplittableRandom random) {
        Known before = model.known.get(key);
        Object expected = before == null || random.nextInt(3) == 0 ? null : random.nextBoolean() ? before.value : "";
        boolean open = random.nextBoolean();
        Value value = random.nextInt(3) == 0 ? null : new Value(key, i);
        boolean[] asked = new boolean[1];
        Value there = table.exchange(key, hash, expected, value, 1, Table.NEVER, model.now, (k, h) -> {
            assertFalse(asked[0], "asked twice");
            asked[0] = true;
            return open;
        });
        agrees(model, before, there);
        assertEquals(expected == there, asked[0], "gate");
        if (asked[0] && open) {
            assertFalse(model.known.containsKey(key));
            if (value != null && !model.told.contains(value)) {
                model.known.put(key, new Known(value, 1, Table.NEVER));
                model.weight++;
            }
        } else if (value != null) {
            assertFalse(model.told.contains(value), "told, but never put");
        }
    }

    private static void get(SlotTable<Integer, Value> table, Model model, int key, int hash) {
        agrees(model, model.known.get(key), table.get(key, hash, model.now));
    }

    private static void agrees(Model model, Known before, Value there) {
        if (before == null || model.isDead(before)) {
            assertNull(there);
        } else if (there == null) {
            assertTrue(model.mayBeDead(before), () -> "gone too early: " + before);
        } else {
            assertSame(before.value, there);
        }
    }

    private static void check(SlotTable<Integer, Value> table, Model model) {
        Audit.check(table);
        Set<Integer> seen = new HashSet<>();
        for (Table.Cursor<Integer, Value> cursor = table.cursor(model.now); cursor.advance(); ) {
            assertTrue(seen.add(cursor.key()));
            Known known = model.known.get(cursor.key());
            assertNotNull(known);
            assertSame(known.value, cursor.value());
            assertFalse(model.isDead(known));
        }
        for (Known known : model.known.values()) {
            assertTrue(seen.contains(known.value.key) || model.mayBeDead(known), () -> "not met: " + known);
        }
    }
}
