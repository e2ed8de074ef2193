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
        private final Alike first = Keys.key(1);
        private final Alike second = Keys.key(2);
        private final int tag = ShardedStore.tag(first, 0);
        private final ObjectTable table = new ObjectTable(1, Table.LEAST_SPAN);
        private final Shard shard = new Shard(0, table);
        private final int slot = ~table.find(first, tag);

        public ReuseControl() {
            table.insert(shard, slot, first, tag, 1);
        }

        @Actor
        public void writer() {
            table.set(shard, slot, first, 1, null);
            table.publish(slot, second, tag, 2);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = table.get(first, tag) instanceof Integer value ? value : 0;
        }
    }

    /** Who sees the key sees its value. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A key without a value.")
    @State
    public static class TagAfterValue {
        private final Integer key = 7;
        private final int tag = ShardedStore.tag(key, 0);
        private final ObjectTable table = new ObjectTable(1, Table.LEAST_SPAN);
        private final Shard shard = new Shard(0, table);
        private final int slot = ~table.find(key, tag);

        @Actor
        public void writer() {
            table.insert(shard, slot, key, tag, 1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = table.keyAt(slot) == null ? 0 : 1;
            r.r2 = table.valueAt(slot) == null ? 0 : 1;
        }
    }

    /** The tag before the value: a reader finds the key and no value, though there never was a moment without one. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A key without a value, as it must be here.")
    @State
    public static class TagBeforeValueControl {
        private final Integer key = 7;
        private final int tag = ShardedStore.tag(key, 0);
        private final ObjectTable table = new ObjectTable(1, Table.LEAST_SPAN);
        private final Shard shard = new Shard(0, table);
        private final int slot = ~table.find(key, tag);

        @Actor
        @SuppressWarnings("NullAway") // the mistake that is made here
        public void writer() {
            table.publish(slot, key, tag, null);
            table.set(shard, slot, key, null, 1);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = table.keyAt(slot) == null ? 0 : 1;
            r.r2 = table.valueAt(slot) == null ? 0 : 1;
        }
    }

    /** A key that has to give way to another one is found as soon as a walk has shown it. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there, and then it stays.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Shown by the walk, not found afterwards.")
    @State
    public static class PassedInTime {
        private final Pushed pushed = new Pushed();

        @Actor
        public void writer() {
            pushed.table.insert(pushed.shard, pushed.slot, pushed.key, pushed.tag, 2);
        }

        @Actor
        public void reader(II_Result r) {
            pushed.read(r);
        }
    }

    /** The key first, then the bit that sends searches on to it: must be shown and then not be found. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "There or not there, and then it stays.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Shown by the walk, not found afterwards, as it must be here.")
    @State
    public static class PassedLateControl {
        private final Pushed pushed = new Pushed();

        @Actor
        public void writer() {
            pushed.table.publish(pushed.slot, pushed.key, pushed.tag, 2);
            pushed.table.pass(pushed.slot, pushed.tag);
        }

        @Actor
        public void reader(II_Result r) {
            pushed.read(r);
        }
    }

    /** A key whose first slot another one has. */
    private static final class Pushed {
        private static final Integer FIRST = 1;
        private static final Integer SECOND = second();

        final ObjectTable table = new ObjectTable(1, Table.LEAST_SPAN);
        final Shard shard = new Shard(0, table);
        final Integer key = SECOND;
        final int tag = ShardedStore.tag(key, 0);
        final int slot;

        Pushed() {
            int tag = ShardedStore.tag(FIRST, 0);
            table.insert(shard, ~table.find(FIRST, tag), FIRST, tag, 1);
            slot = ~table.find(key, this.tag);
        }

        private static Integer second() {
            int home = home(FIRST);
            int key = FIRST + 1;
            while (home(key) != home) {
                key++;
            }
            return key;
        }

        private static int home(Integer key) {
            return Table.start(ShardedStore.tag(key, 0), Table.LEAST_SPAN);
        }

        void read(II_Result r) {
            r.r1 = table.keyAt(slot) == null ? 0 : 1;
            r.r2 = table.get(key, tag) == null ? 0 : 1;
        }
    }

    private static final class Keys {
        static Alike key(int number) {
            return new Alike(5, number, new java.util.concurrent.atomic.AtomicLong());
        }
    }
}
