package io.perftoolkit.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.J_Result;

/** Shards move while they are read and written. */
public class GrowthStress {
    private static final int FULL = 5;

    private static ShardedStore<Integer, Integer> full(int shards) {
        var store = new ShardedStore<Integer, Integer>(new Sizing(shards, 0, 1));
        for (int i = 0; store.stats().growths() == 0 && i < FULL * shards; i++) {
            store.put(i, 1);
        }
        return store;
    }

    /** An entry that is there is found in the old table or in the new one. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Found.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Missed while it moved.")
    @State
    public static class GetWhileItGrows {
        private final ShardedStore<Integer, Integer> store = full(1);

        @Actor
        public void writer() {
            for (int i = 100; i < 106; i++) {
                store.put(i, i);
            }
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = store.getOrDefault(0, 0);
            r.r2 = store.getOrDefault(4, 0);
        }
    }

    /** A value replaced after the move is not hidden by the frozen one: readers go forward only. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "1, 2", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "Old, then new.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Back to the frozen value.")
    @State
    public static class ReplaceAfterTheMove {
        private final ShardedStore<Integer, Integer> store = full(2);

        @Actor
        public void writer() {
            for (int i = 100; i < 112; i++) {
                store.put(i, i);
            }
            store.put(0, 2);
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = store.getOrDefault(0, 0);
            r.r2 = store.getOrDefault(0, 0);
        }
    }

    /** Two writers make it grow at once: nothing is lost, nothing doubled. */
    @JCStressTest
    @Outcome(id = "25, 25, 8", expect = Expect.ACCEPTABLE, desc = "All there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost or doubled.")
    @State
    public static class TwoWriters {
        private final ShardedStore<Integer, Integer> store = new ShardedStore<>(new Sizing(2, 0, 1));

        public TwoWriters() {
            store.put(0, 0);
        }

        @Actor
        public void one() {
            for (int i = 1; i <= 12; i++) {
                store.put(i, i);
                if (i % 3 == 0) {
                    store.merge(0, 1, Integer::sum);
                }
            }
        }

        @Actor
        public void two() {
            for (int i = 101; i <= 112; i++) {
                store.put(i, i);
                if (i % 3 == 0) {
                    store.merge(0, 1, Integer::sum);
                }
            }
        }

        @Arbiter
        public void after(III_Result r) {
            r.r1 = store.size();
            r.r2 = store.keySet().toArray().length;
            r.r3 = store.get(0);
        }
    }

    /** Key and value of longs are read one after the other and belong together. */
    @JCStressTest
    @Outcome(
            id = {"-1", "7", "8"},
            expect = Expect.ACCEPTABLE,
            desc = "None, the first, or the second.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Torn.")
    @State
    public static class LongPair {
        private final LongLongStore store = new LongLongStore(new Sizing(1, 0, 1), -1);

        @Actor
        public void writer() {
            store.put(0x1_0000_0001L, 7);
            store.put(0x1_0000_0001L, 8);
            store.remove(0x1_0000_0001L);
            store.put(0x2_0000_0001L, 9);
        }

        @Actor
        public void reader(J_Result r) {
            r.r1 = store.get(0x1_0000_0001L);
        }
    }

    /** The switch to the new table before the copy: a reader must miss the entry. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Found.")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "Missed, as it must be here.")
    @State
    public static class CopyAfterSwitchControl {
        private final Integer key = 7;
        private final int tag = ShardedStore.tag(key, 0);
        private final ObjectTable table = new ObjectTable(1, Table.LEAST_SPAN);
        private final ObjectTable next = table.sized(2 * Table.LEAST_SPAN);
        private final Shard shard = new Shard(0, table);

        public CopyAfterSwitchControl() {
            table.insert(shard, ~table.find(key, tag), key, tag, 1);
        }

        @Actor
        public void writer() {
            shard.table = next;
            table.copy(shard, next);
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = ((ObjectTable) shard.table).get(key, tag) instanceof Integer value ? value : 0;
        }
    }
}
