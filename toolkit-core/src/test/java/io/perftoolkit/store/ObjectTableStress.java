package io.perftoolkit.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A slot is filled while it is read. */
public class ObjectTableStress {
    /** Nothing, or the value: never a key without one. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there, and then it stays.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Seen and lost again.")
    @State
    public static class Insert {
        private final ShardedStore<Integer, Integer> store = new ShardedStore<>(new Sizing(1, 0, 1));

        @Actor
        public void writer() {
            store.put(7, 1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = store.getOrDefault(7, 0);
            r.r2 = store.getOrDefault(7, 0);
        }
    }

    /** The slot of a removed key is never given to another one: a reader of the first key sees its own value or none. */
    @JCStressTest
    @Outcome(
            id = {"1", "0"},
            expect = Expect.ACCEPTABLE,
            desc = "Its own value, or none.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The value of another key.")
    @State
    public static class Reuse {
        private final ShardedStore<Alike, Integer> store = new ShardedStore<>(new Sizing(1, 0, 1));
        private final Alike first = Keys.key(1);
        private final Alike second = Keys.key(2);

        public Reuse() {
            store.put(first, 1);
        }

        @Actor
        public void writer() {
            store.remove(first);
            store.put(second, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = store.getOrDefault(first, 0);
        }
    }

    /** The same, where the slot is given to another key, as in a table that removes for good: must show 2. */
    @JCStressTest
    @Outcome(
            id = {"1", "0"},
            expect = Expect.ACCEPTABLE,
            desc = "Its own value, or none.")
    @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "The value of another key, as it must be here.")
    @State
    public static class ReuseControl {
        private volatile int key = 1;
        private volatile int value = 1;

        @Actor
        public void writer() {
            key = 0;
            value = 0;
            value = 2;
            key = 2;
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = key == 1 ? value : 0;
        }
    }

    /** The tag before the value: a reader finds the key and no value, though there never was a moment without one. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A key without a value, as it must be here.")
    @State
    public static class TagBeforeValueControl {
        private volatile int tag;
        private volatile int value;

        @Actor
        public void writer() {
            tag = 1;
            value = 1;
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = tag;
            r.r2 = r.r1 == 0 ? 0 : value;
        }
    }

    private static final class Keys {
        static Alike key(int number) {
            return new Alike(5, number, new java.util.concurrent.atomic.AtomicLong());
        }
    }
}
