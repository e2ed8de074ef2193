package io.perftoolkit.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A slot changes hands while it is read: nobody gets the value of another key. */
public class SlotTableStress {
    private static final Table.Gate<Object> OPEN = (key, hash) -> true;

    private static SlotTable<Integer, Integer> table(long bound) {
        return new SlotTable<>(bound, 0, (key, value, weight, cause) -> {});
    }

    private static void put(SlotTable<Integer, Integer> table, Integer key) {
        table.exchange(key, Hashing.spread(key, 1), Table.ANY, key, 1, Table.NEVER, 0, OPEN);
    }

    private static int get(SlotTable<Integer, Integer> table, Integer key) {
        Integer value = table.get(key, Hashing.spread(key, 1), 0);
        return value == null ? 0 : value;
    }

    /** One entry at most: each put gives the slot of the other key away. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "No value, or that of the key.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key.")
    @State
    public static class Eviction {
        private final SlotTable<Integer, Integer> table = table(1);

        public Eviction() {
            put(table, 1);
        }

        @Actor
        public void writer() {
            put(table, 2);
            put(table, 1);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = get(table, 1);
        }
    }

    /** An entry that was removed does not come back, not even for an older look. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 0", "0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "There, then gone.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Gone, then there.")
    @State
    public static class Removal {
        private final SlotTable<Integer, Integer> table = table(10);

        public Removal() {
            put(table, 1);
        }

        @Actor
        public void writer() {
            table.exchange(1, Hashing.spread(1, 1), Table.ANY, null, 0, Table.NEVER, 0, OPEN);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = get(table, 1);
            r.r2 = get(table, 1);
        }
    }

    /** The table grows while it is read: what was there is found all the time, and a new value stays. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 7", "7, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "The old value, then the new one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, or the old value after the new one.")
    @State
    public static class Growth {
        private static final int GROWS_WITH = 13;
        private final SlotTable<Integer, Integer> table = table(1000);

        public Growth() {
            for (int key = 1; key < GROWS_WITH; key++) {
                put(table, key);
            }
        }

        @Actor
        public void writer() {
            put(table, GROWS_WITH);
            table.exchange(1, Hashing.spread(1, 1), Table.ANY, 7, 1, Table.NEVER, 0, OPEN);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = get(table, 1);
            r.r2 = get(table, 1);
        }
    }

    /** The arrays as a shard uses them, and as it must not. */
    private abstract static class Torn {
        static final VarHandle OBJECTS = MethodHandles.arrayElementVarHandle(Object[].class);
        static final int TURNS = 50;
        static final Integer ONE = 1;
        static final Integer TWO = 2;
        final Slots slots = new Slots(1, false, null, true);
        int slot;

        Torn() {
            put(ONE);
        }

        private void put(Integer key) {
            slots.open();
            slot = slots.place(0);
            slots.fill(slot, key, key);
            slots.close();
        }

        void change(Integer key) {
            slots.open();
            slots.clear(slot);
            slots.free(slot);
            slot = slots.place(0);
            slots.fill(slot, key, key);
            slots.close();
        }
    }

    /** The key looked at again instead of the version: it may have left and come back. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "No value, or that of the key.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key, as it must be here.")
    @State
    public static class KeyTwiceControl extends Torn {
        @Actor
        public void writer() {
            for (int i = 0; i < TURNS; i++) {
                change(TWO);
                change(ONE);
            }
        }

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < TURNS; i++) {
                Object key = slots.keyAcquire(0);
                Thread.onSpinWait(); // time for the writer
                Object value = slots.valueAcquire(0);
                if (key == ONE && value != null && slots.keyAcquire(0) == ONE) {
                    r.r1 = (Integer) value;
                    if (r.r1 != 1) {
                        return;
                    }
                }
            }
        }
    }

    /** The value changed before the version is odd. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "No value, or that of the key.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key, as it must be here.")
    @State
    public static class ValueFirstControl extends Torn {
        @Actor
        public void writer() {
            for (int i = 0; i < TURNS; i++) {
                Integer key = i % 2 == 0 ? TWO : ONE;
                OBJECTS.setRelease(slots.kv, 1, key);
                Thread.onSpinWait(); // time for the reader
                change(key);
            }
        }

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < TURNS; i++) {
                r.r1 = versioned(slots);
                if (r.r1 > 1) {
                    return;
                }
            }
        }
    }

    /** Nobody looks at the version afterwards: what the compiler may make of a look without a fence in front of it. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "No value, or that of the key.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key, as it must be here.")
    @State
    public static class VersionTooEarlyControl extends Torn {
        @Actor
        public void writer() {
            for (int i = 0; i < TURNS; i++) {
                change(i % 2 == 0 ? TWO : ONE);
            }
        }

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < TURNS; i++) {
                long version = slots.versionAcquire();
                Object key = slots.keyAcquire(0);
                boolean still = slots.isStill(version); // sunk in front of the last load it should guard
                Thread.onSpinWait(); // time for the writer
                Object value = slots.valueAcquire(0);
                if (key == ONE && still && value != null) {
                    r.r1 = (Integer) value;
                    if (r.r1 > 1) {
                        return;
                    }
                }
            }
        }
    }

    /** The same with all in order. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "No value, or that of the key.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key.")
    @State
    public static class Versioned extends Torn {
        @Actor
        public void writer() {
            for (int i = 0; i < TURNS; i++) {
                change(i % 2 == 0 ? TWO : ONE);
            }
        }

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < TURNS; i++) {
                r.r1 = versioned(slots);
                if (r.r1 > 1) {
                    return;
                }
            }
        }
    }

    private static int versioned(Slots slots) {
        long version = slots.versionAcquire();
        Object key = slots.keyAcquire(0);
        Object value = slots.valueAcquire(0);
        return key == Torn.ONE && value != null && slots.isStill(version) ? (Integer) value : 0;
    }
}
