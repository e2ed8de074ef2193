package io.perftoolkit.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Values are replaced without the lock: each write learns what it replaced, none is lost, none reaches another key. */
public class SwapStress {
    private static final Table.Gate<Object> OPEN = (key, hash) -> true;
    private static final int HASH = Hashing.spread(1, 1);

    private static SlotTable<Integer, Integer> table() {
        SlotTable<Integer, Integer> table = new SlotTable<>(1000, 0, (key, value, weight, cause) -> {});
        exchange(table, 1, 1);
        return table;
    }

    /** A write of a key; 0 for no value. */
    private static int exchange(SlotTable<Integer, Integer> table, int key, int value) {
        Integer put = value == 0 ? null : Integer.valueOf(value);
        int hash = Hashing.spread(key, 1);
        Integer was = table.exchange(key, hash, Table.ANY, put, 1, Table.NEVER, 0, OPEN);
        return was == null ? 0 : was;
    }

    private static int get(SlotTable<Integer, Integer> table) {
        Integer value = table.get(1, HASH, 0);
        return value == null ? 0 : value;
    }

    /** Two writes of one key come one after the other. */
    @JCStressTest
    @Outcome(
            id = {"1, 7, 8", "8, 1, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "The later one replaced the earlier one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both replaced the first value, or the earlier one stays.")
    @State
    public static class Swaps {
        private final SlotTable<Integer, Integer> table = table();

        @Actor
        public void one(III_Result r) {
            r.r1 = exchange(table, 1, 7);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = exchange(table, 1, 8);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = get(table);
        }
    }

    /** The key is there all the time, with the old value, then with the new one. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 7", "7, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "The old value, then the new one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Gone, or the old value after the new one.")
    @State
    public static class SwapAndReads {
        private final SlotTable<Integer, Integer> table = table();

        @Actor
        public void writer() {
            exchange(table, 1, 7);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = get(table);
            r.r2 = get(table);
        }
    }

    /** What is removed stays removed, and the remover learns what it removed. */
    @JCStressTest
    @Outcome(
            id = {"1, 7, 0", "0, 1, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "One came after the other.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both had the first value, or the new one is lost.")
    @State
    public static class SwapAndRemoval {
        private final SlotTable<Integer, Integer> table = table();

        @Actor
        public void writer(III_Result r) {
            r.r1 = exchange(table, 1, 7);
        }

        @Actor
        public void remover(III_Result r) {
            r.r2 = exchange(table, 1, 0);
        }

        @Arbiter
        public void left(III_Result r) {
            r.r3 = get(table);
        }
    }

    /** The entries move to other arrays meanwhile: the new value moves too, or is written there. */
    @JCStressTest
    @Outcome(id = "7", expect = Expect.ACCEPTABLE, desc = "The new value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value stayed behind.")
    @State
    public static class SwapAndGrowth {
        private static final int GROWS_WITH = 13;
        private final SlotTable<Integer, Integer> table = table();

        public SwapAndGrowth() {
            for (int key = 2; key < GROWS_WITH; key++) {
                exchange(table, key, key);
            }
        }

        @Actor
        public void writer() {
            exchange(table, 1, 7);
        }

        @Actor
        public void grower() {
            exchange(table, GROWS_WITH, GROWS_WITH);
        }

        @Arbiter
        public void left(I_Result r) {
            r.r1 = get(table);
        }
    }

    /** The shard begins to evict meanwhile, so its values get another array: the new value is there. */
    @JCStressTest
    @Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "The new value, in place of the old one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value stayed behind.")
    @State
    public static class SwapAndFirstEviction {
        private static final int BOUND = 8;
        private final SlotTable<Integer, Integer> table = new SlotTable<>(BOUND, 0, (key, value, weight, cause) -> {});

        public SwapAndFirstEviction() {
            for (int key = 1; key <= BOUND; key++) {
                exchange(table, key, key);
            }
            for (int i = 0; i < BOUND; i++) {
                get(table); // so that another one goes
            }
        }

        @Actor
        public void writer(II_Result r) {
            r.r1 = exchange(table, 1, 7);
        }

        @Actor
        public void evictor() {
            exchange(table, BOUND + 1, BOUND + 1);
        }

        @Arbiter
        public void left(II_Result r) {
            r.r2 = get(table);
        }
    }

    /** Arrays that give their values to others, as a shard that begins to evict does, and as it must not. */
    private abstract static class Handed {
        static final Integer KEY = 1;
        static final Integer OLD = 1;
        static final Integer NEW = 7;
        final Slots slots = new Slots(1, false, null, true);

        Handed() {
            slots.open();
            slots.fill(slots.place(0), KEY, OLD);
            slots.close();
        }

        /** Writes the key; 1 if that took place. */
        int swap() {
            long version = slots.versionAcquire();
            if (slots.search(KEY, 0) == Slots.NIL || !slots.tryClaim(0, OLD)) {
                return 0;
            }
            boolean still = slots.isStillClaimed(version);
            Thread.onSpinWait(); // time for the other
            slots.valueRelease(0, still ? NEW : OLD);
            return still ? 1 : 0;
        }
    }

    /** What was written before the arrays were left is in the others. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "Nothing written, or handed over.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value stayed behind.")
    @State
    public static class SwapAndHandOver extends Handed {
        @Actor
        public void swapper(II_Result r) {
            r.r1 = swap();
        }

        @Actor
        public void holder(II_Result r) {
            r.r2 = (Integer) slots.leaveUnswappable().value(0);
        }
    }

    /** The values looked at before the arrays are left. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 7"},
            expect = Expect.ACCEPTABLE,
            desc = "Nothing written, or handed over.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value stayed behind, as it must here.")
    @State
    public static class LeftTooLateControl extends Handed {
        @Actor
        public void swapper(II_Result r) {
            r.r1 = swap();
        }

        @Actor
        public void holder(II_Result r) {
            r.r2 = (Integer) slots.value(0);
            Thread.onSpinWait(); // time for the other
            slots.leave();
        }
    }

    /** One slot for two keys that have the same value, as a table uses it, and as it must not. */
    private abstract static class Shared {
        static final int TURNS = 50;
        static final Integer ONE = 1;
        static final Integer TWO = 2;
        static final Integer SAME = 0;
        static final Integer NEW = 7;
        final Slots slots = new Slots(1, false, null, true);

        Shared() {
            put(ONE);
        }

        private void put(Integer key) {
            slots.open();
            slots.fill(slots.place(0), key, SAME);
            slots.close();
        }

        private void remove() {
            slots.claim(0, Table.ANY);
            slots.open();
            slots.clear(0);
            slots.free(0);
            slots.close();
        }

        /** Gives the slot from key to key; what the second one had at last. */
        int change() {
            int seen = 0;
            for (int i = 0; i < TURNS && seen == 0; i++) {
                remove();
                put(TWO);
                Thread.onSpinWait(); // time for the other
                seen = (Integer) slots.value(0);
                remove();
                put(ONE);
            }
            return seen;
        }

        /** Writes the first key, if it is there. */
        void swap(boolean looksAgain) {
            for (int i = 0; i < TURNS; i++) {
                long version = slots.versionAcquire();
                if (slots.search(ONE, 0) == 0) {
                    Thread.onSpinWait(); // time for the other
                    if (slots.tryClaim(0, SAME)) {
                        boolean still = !looksAgain || slots.isStillClaimed(version);
                        slots.valueRelease(0, still ? NEW : SAME);
                    }
                }
            }
        }
    }

    /** The slot was given to another key with the same value: the claimer finds out. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The second key keeps its value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A write of the first key reached the second.")
    @State
    public static class SwapOfAStranger extends Shared {
        @Actor
        public void swapper() {
            swap(true);
        }

        @Actor
        public void holder(I_Result r) {
            r.r1 = change();
        }
    }

    /** The same without a second look at the version. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The second key keeps its value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A write of the first key reached the second, as it must here.")
    @State
    public static class UnversionedControl extends Shared {
        @Actor
        public void swapper() {
            swap(false);
        }

        @Actor
        public void holder(I_Result r) {
            r.r1 = change();
        }
    }
}
