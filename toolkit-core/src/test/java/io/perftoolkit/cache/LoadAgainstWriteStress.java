package io.perftoolkit.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A source is read through a cache, and written with an invalidation behind: the old value must not stay in the cache. */
public class LoadAgainstWriteStress {
    private static final int CAPACITY = 1 << 12;
    private static final Cache<Object, Integer> SLOTS = Cache.ofCapacity(CAPACITY);
    private static final Cache<Object, Integer> LRU =
            TestCaches.over((counts, removals) -> new LruTable<>(CAPACITY, 0, removals));
    private static final Cache<Object, Integer> UNGATED =
            TestCaches.over((counts, removals) -> new Ungated<>(new LruTable<>(CAPACITY, 0, removals)));

    /** One cache serves all, each with a key of its own: a cache takes longer to make than a trial takes. */
    abstract static class Trial {
        private final Object key = new Object();
        private final Cache<Object, Integer> cache;
        private volatile int source;

        Trial(Cache<Object, Integer> cache) {
            this.cache = cache;
        }

        void read() {
            cache.get(key, same -> source);
        }

        void write() {
            source = 1;
            cache.remove(key);
        }

        int left() {
            Integer value = cache.get(key);
            return value == null ? -1 : value;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"-1", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "Nothing, or the new value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The old value stays.")
    @State
    public static class Slots extends Trial {
        public Slots() {
            super(SLOTS);
        }

        @Actor
        public void reader() {
            read();
        }

        @Actor
        public void writer() {
            write();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = left();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"-1", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "Nothing, or the new value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The old value stays.")
    @State
    public static class ExactLru extends Trial {
        public ExactLru() {
            super(LRU);
        }

        @Actor
        public void reader() {
            read();
        }

        @Actor
        public void writer() {
            write();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = left();
        }
    }

    /** Installs without asking whether the load is still attached. */
    @JCStressTest
    @Outcome(
            id = {"-1", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "Nothing, or the new value.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The old value stays, and must be seen here.")
    @State
    public static class UngatedControl extends Trial {
        public UngatedControl() {
            super(UNGATED);
        }

        @Actor
        public void reader() {
            read();
        }

        @Actor
        public void writer() {
            write();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = left();
        }
    }
}
