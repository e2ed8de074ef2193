package io.perftoolkit.count;

import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two threads count, read and reset at once. */
public class StripedCounterStress {
    /** Each thread has a cell of its own. */
    @JCStressTest
    @Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "All counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost.")
    @State
    public static class Increment {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void one() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void two() {
            counter.add(2);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.sum();
        }
    }

    /** The same protocol, but one cell has two writers: a lost update. */
    @JCStressTest
    @Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "All counted.")
    @Outcome(
            id = {"2", "3"},
            expect = Expect.FORBIDDEN,
            desc = "Lost, as it must be here.")
    @State
    public static class TwoWritersControl {
        private final long[] slab = new long[1];

        private void add(long n) {
            Slabs.CELL.setOpaque(slab, 0, slab[0] + n);
        }

        @Actor
        public void one() {
            add(1);
            add(1);
        }

        @Actor
        public void two() {
            add(2);
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = slab[0];
        }
    }

    /** One reader never sees the count fall. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "0, 2", "1, 1", "1, 2", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "In order.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Fell, or never was.")
    @State
    public static class Monotone {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void writer() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJ_Result r) {
            r.r1 = counter.sum();
            r.r2 = counter.sum();
        }
    }

    /** Each increment is in exactly one interval. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 2", "0, 1, 1", "0, 2, 0", "1, 0, 1", "1, 1, 0", "2, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Each in one interval.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A torn interval.")
    @State
    public static class Interval {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void writer() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = counter.sumThenReset();
            r.r2 = counter.sumThenReset();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.sum();
        }
    }

    /** Reads the cell, then sets it to zero behind the writer's back: a torn interval. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 2", "0, 1, 1", "0, 2, 0", "1, 0, 1", "1, 1, 0", "2, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "Each in one interval.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn, as it must be here.")
    @State
    public static class TornIntervalControl {
        private final long[] slab = new long[1];

        private long sumThenReset() {
            long sum = (long) Slabs.CELL.getAcquire(slab, 0);
            Slabs.CELL.setOpaque(slab, 0, 0L);
            return sum;
        }

        @Actor
        public void writer() {
            Slabs.CELL.setOpaque(slab, 0, slab[0] + 1);
            Slabs.CELL.setOpaque(slab, 0, slab[0] + 1);
        }

        @Actor
        public void reader(JJJ_Result r) {
            r.r1 = sumThenReset();
            r.r2 = sumThenReset();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = slab[0];
        }
    }

    /** Two readers reset at once, one of which has counted before. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 1", "0, 1, 0", "1, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "In one interval of one reader.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "In none, or in two.")
    @State
    public static class TwoReaders {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void one(JJJ_Result r) {
            counter.increment();
            r.r1 = counter.sumThenReset();
        }

        @Actor
        public void two(JJJ_Result r) {
            r.r2 = counter.sumThenReset();
        }

        @Arbiter
        public void after(JJJ_Result r) {
            r.r3 = counter.sum();
        }
    }

    /** Plain adds of the recorder against another thread that counts and reads. */
    @JCStressTest
    @Outcome(
            id = {"1, 3", "2, 3", "3, 3"},
            expect = Expect.ACCEPTABLE,
            desc = "All counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, or counted twice.")
    @State
    public static class Recorded {
        private final StripedCounter counter = new StripedCounter();

        @Actor
        public void recorder() {
            try (CounterGroup.Recorder record = CounterGroup.recorder()) {
                record.increment(counter);
                record.increment(counter);
            }
        }

        @Actor
        public void other(JJ_Result r) {
            counter.increment();
            r.r1 = counter.sum();
        }

        @Arbiter
        public void after(JJ_Result r) {
            r.r2 = counter.sum();
        }
    }

    /** Two threads without cells miss at once: they must find one place, and meet there. */
    @JCStressTest
    @Outcome(id = "4", expect = Expect.ACCEPTABLE, desc = "All counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Counted where nobody reads.")
    @State
    public static class FirstMiss {
        private final StripedCounter counter = new StripedCounter(Slabs.Place.SHARED);

        @Actor
        public void one() {
            counter.increment();
            counter.increment();
        }

        @Actor
        public void two() {
            counter.increment();
            counter.increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = counter.sum();
        }
    }

    /** The shared place is published by a look and a store: one of two may vanish. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "All counted.")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "Lost, as it must be here.")
    @State
    public static class FirstMissControl {
        private volatile LongAdder shared;

        private void increment() {
            LongAdder adder = shared;
            if (adder == null) {
                adder = new LongAdder();
                shared = adder;
            }
            adder.increment();
        }

        @Actor
        public void one() {
            increment();
        }

        @Actor
        public void two() {
            increment();
        }

        @Arbiter
        public void after(J_Result r) {
            r.r1 = shared.sum();
        }
    }
}
