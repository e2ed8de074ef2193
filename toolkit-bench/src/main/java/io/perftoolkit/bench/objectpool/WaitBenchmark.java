package io.perftoolkit.bench.objectpool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long borrowers wait, and how evenly they are served, when there are more of them than objects. Each round runs for a fixed
 * time, after a shorter one in which the code is compiled; its figures are the secondary results: the longest wait, the share of the thread that got least, and how many
 * operations there were.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
public class WaitBenchmark {
    /** Which pool. */
    @Param({"ObjectPool", "ObjectPoolStrict", "StormpotTuned", "ArrayBlockingQueue", "CommonsPool2"})
    public String subject;

    /** How many for how many. */
    @Param({"TWO_FOR_ONE", "EIGHT_FOR_TWO", "EIGHT_FOR_FOUR"})
    public Crowd crowd;

    /** How long a round lasts. */
    @Param("2000")
    public int millis;

    private Pooled pool;
    private int borrowers;
    private Consumer<Thing> hold;

    /** Who wants what. */
    public enum Crowd {
        /** Two borrowers, one object, held for a microsecond of work. */
        TWO_FOR_ONE(2, 1, 1_000, false),
        /** Eight borrowers, two objects, held for a microsecond of work. */
        EIGHT_FOR_TWO(8, 2, 1_000, false),
        /** Eight borrowers, four objects, held for a wait of 20 microseconds. */
        EIGHT_FOR_FOUR(8, 4, 20_000, true);

        final int borrowers;
        final int objects;
        final long holdNanos;
        final boolean parked;

        Crowd(int borrowers, int objects, long holdNanos, boolean parked) {
            this.borrowers = borrowers;
            this.objects = objects;
            this.holdNanos = holdNanos;
            this.parked = parked;
        }
    }

    /** What a round has found. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Figures {
        /** The longest that anybody waited. */
        public double worstNanos;

        /** The operations of the thread that got least, as a share of those of the one that got most. */
        public double leastByMost;

        /** The operations of all. */
        public double thousandOperations;

        /** Begins again. */
        @Setup(Level.Iteration)
        public void clear() {
            worstNanos = 0;
            leastByMost = 0;
            thousandOperations = 0;
        }
    }

    /**
     * Fills the pool.
     *
     * @throws Exception of the pool
     */
    @Setup
    public void setUp() throws Exception {
        borrowers = crowd.borrowers;
        boolean parked = crowd.parked;
        long nanos = crowd.holdNanos;
        hold = thing -> {
            thing.uses++;
            if (parked) {
                LockSupport.parkNanos(nanos);
            } else {
                long start = System.nanoTime();
                while (System.nanoTime() - start < nanos) {
                    Thread.onSpinWait();
                }
            }
        };
        pool = Pooled.of(subject, crowd.objects);
    }

    /**
     * Closes it.
     *
     * @throws Exception of the pool
     */
    @TearDown
    public void tearDown() throws Exception {
        pool.close();
    }

    /**
     * One round.
     *
     * @param figures takes what it finds
     * @throws Exception of the pool
     */
    @Benchmark
    public void round(Figures figures) throws Exception {
        round(figures, millis / 4);
        round(figures, millis);
    }

    private void round(Figures figures, int millis) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Borrower> all = new ArrayList<>();
        for (int i = 0; i < borrowers; i++) {
            Borrower borrower = new Borrower(start, millis);
            all.add(borrower);
            borrower.start();
        }
        start.countDown();
        long least = Long.MAX_VALUE;
        long most = 0;
        long sum = 0;
        long longest = 0;
        for (Borrower borrower : all) {
            borrower.join();
            if (borrower.failure != null) {
                throw borrower.failure;
            }
            least = Math.min(least, borrower.operations);
            most = Math.max(most, borrower.operations);
            sum += borrower.operations;
            longest = Math.max(longest, borrower.longestNanos);
        }
        figures.worstNanos = longest;
        figures.leastByMost = (double) least / most;
        figures.thousandOperations = sum / 1e3;
    }

    private final class Borrower extends Thread {
        private final CountDownLatch start;
        private final int millis;
        private long operations;
        private long longestNanos;
        private @Nullable Exception failure;

        Borrower(CountDownLatch start, int millis) {
            this.start = start;
            this.millis = millis;
        }

        @Override
        public void run() {
            try {
                start.await();
                long begin = System.nanoTime();
                long end = begin + millis * 1_000_000L;
                for (long asked = begin; asked - end < 0; asked = System.nanoTime()) {
                    longestNanos = Math.max(longestNanos, pool.hold(hold) - asked);
                    operations++;
                }
            } catch (Exception e) {
                failure = e;
            }
        }
    }
}
