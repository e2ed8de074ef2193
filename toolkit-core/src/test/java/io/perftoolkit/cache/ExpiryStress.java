package io.perftoolkit.cache;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A use moves the end of an entry while others read, replace or remove it. */
public class ExpiryStress {
    private static final Table.Gate<Object> OPEN = (key, hash) -> true;
    private static final int HASH = Hashing.spread(1, 1);
    private static final Integer OLD = 1;
    private static final Integer NEW = 2;
    private static final long OLD_END = 10;
    private static final long NEW_END = 20;
    private static final long BETWEEN = 50;
    private static final long MOVED_END = 100;

    private static Integer put(Table<Integer, Integer> table, Integer value, long deadline) {
        return table.exchange(1, HASH, Table.ANY, value, 1, deadline, 0, OPEN);
    }

    private static int at(Table<Integer, Integer> table, long now) {
        Integer value = table.get(1, HASH, now);
        return value == null ? 0 : value;
    }

    /** The old value is given a longer life and replaced by one with a short life: that one never has the longer life. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "Expired, or the old value in its longer life.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value with the end of the old one.")
    @State
    public static class TouchAndReplace {
        private final SlotTable<Integer, Integer> table = new SlotTable<>(10, 0, (key, value, weight, cause) -> {});

        public TouchAndReplace() {
            put(table, OLD, OLD_END);
        }

        @Actor
        public void writer() {
            table.extend(1, HASH, OLD, MOVED_END, 0);
            put(table, NEW, NEW_END);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = at(table, BETWEEN);
            if (r.r1 != NEW) {
                r.r1 = Math.max(r.r1, at(table, BETWEEN));
            }
        }
    }

    /** A use by another thread than the writer's: whatever comes first, the new value keeps its own end. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The new value has expired.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value with the end of the old one.")
    @State
    public static class TouchAgainstReplace {
        private final SlotTable<Integer, Integer> table = new SlotTable<>(10, 0, (key, value, weight, cause) -> {});

        public TouchAgainstReplace() {
            put(table, OLD, OLD_END);
        }

        @Actor
        public void toucher() {
            table.extend(1, HASH, OLD, MOVED_END, 0);
        }

        @Actor
        public void writer() {
            put(table, NEW, NEW_END);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = at(table, BETWEEN);
        }
    }

    /** The end moved for whatever value is there. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The new value has expired.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value with the end of the old one, as it must be here.")
    @State
    public static class TouchOfAnyValueControl {
        private final SlotTable<Integer, Integer> table = new SlotTable<>(10, 0, (key, value, weight, cause) -> {});

        public TouchOfAnyValueControl() {
            put(table, OLD, OLD_END);
        }

        @Actor
        public void toucher() {
            Integer there = table.peek(1, HASH, 0);
            table.extend(1, HASH, there, MOVED_END, 0);
        }

        @Actor
        public void writer() {
            put(table, NEW, NEW_END);
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = at(table, BETWEEN);
        }
    }

    /** A value replaced without the version: seen before its own end is. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "Expired, or the old value in its longer life.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The new value with the end of the old one, as it must be here.")
    @State
    public static class NoVersionControl {
        private static final int TURNS = 50;
        private final Ticks ticks = new Ticks(Tags.SLOTS, 0, 1000).withSlots(Tags.SLOTS);
        private final Slots slots = new Slots(1, false, ticks, false);
        private final int slot;

        public NoVersionControl() {
            slots.open();
            slot = slots.place(0);
            slots.fill(slot, OLD, OLD);
            ticks.schedule(slot, MOVED_END);
            slots.close();
        }

        @Actor
        public void writer() {
            for (int i = 0; i < TURNS; i++) {
                slots.valueRelease(slot, NEW);
                Thread.onSpinWait(); // time for the reader
                ticks.schedule(slot, NEW_END);
                slots.open();
                slots.valueRelease(slot, OLD);
                ticks.schedule(slot, MOVED_END);
                slots.close();
            }
        }

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < TURNS && r.r1 != NEW; i++) {
                long version = slots.versionAcquire();
                Object value = slots.valueAcquire(slot);
                boolean past = ticks.isPast(slot, BETWEEN);
                if (value != null && !past && slots.isStill(version)) {
                    r.r1 = (Integer) value;
                }
            }
        }
    }

    /** An entry is used at the moment at which it is swept out: it goes on to live, or it is gone and told. */
    abstract static class Sweep {
        final AtomicInteger told = new AtomicInteger();
        final SlotTable<Integer, Integer> table = new SlotTable<>(
                10, 0, (key, value, weight, cause) -> told.addAndGet(cause == RemovalCause.EXPIRED ? 1 : 0));

        Sweep() {
            put(table, OLD, OLD_END);
        }

        void sweep() {
            table.cleanUp(NEW_END, () -> {});
        }

        void judge(II_Result r) {
            r.r1 = at(table, BETWEEN);
            r.r2 = told.get();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "It lives on, or it has left.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It has left, and is there again; or neither.")
    @State
    public static class TouchAgainstSweep extends Sweep {
        @Actor
        public void toucher() {
            table.extend(1, HASH, OLD, MOVED_END, 0);
        }

        @Actor
        public void sweeper() {
            sweep();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            judge(r);
        }
    }

    /** A use that puts what it has seen. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "It lives on, or it has left.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "It has left, and is there again, as it must be here.")
    @State
    public static class TouchByPutControl extends Sweep {
        @Actor
        public void toucher() {
            if (table.peek(1, HASH, 0) != null) {
                put(table, OLD, MOVED_END);
            }
        }

        @Actor
        public void sweeper() {
            sweep();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            judge(r);
        }
    }
}
