package io.perftoolkit.bench.slices;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What runs inside a measured JVM: the threads, slice after slice. Started by {@link Slices} and by nobody else. */
public final class SliceFork {
    /*
     * Invariant: all threads run the same number of calls in a round and record the same rounds, because only the leader
     * changes calls, recording and stop, and only between the two barriers of a round.
     *
     * Ordering: the barrier publishes all three; the gate only makes the threads start together.
     */

    private static final long SLICE_NANOS = 1_500_000;

    /** So many rounds may pass until the length of a slice is found. */
    private static final int LONGEST_SEARCH = 60;

    /** A waiting thread that spins longer than this was waiting for one that is not running: give the slice up. */
    private static final int SPINS = 200_000;

    /** What reflection and JMH's frame allocate around one slice. */
    private static final double BYTES_BESIDE = 4_096;

    private final int threads;
    private final CyclicBarrier barrier;
    private final AtomicInteger gate = new AtomicInteger();
    private final CountDownLatch lastBegin;
    private final CountDownLatch lastEnd;
    private final ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int calls = 1;
    private boolean recording;
    private boolean stop;

    private SliceFork(int threads) {
        this.threads = threads;
        this.barrier = new CyclicBarrier(threads);
        this.lastBegin = new CountDownLatch(threads);
        this.lastEnd = new CountDownLatch(threads);
    }

    /**
     * Measures and prints one line.
     *
     * @param args benchmark, threads, milliseconds to warm up, milliseconds to measure, then name=value for each parameter
     * @throws Exception whatever the benchmark throws
     */
    public static void main(String[] args) throws Exception {
        var params = new TreeMap<String, String>();
        for (String arg : List.of(args).subList(4, args.length)) {
            params.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
        }
        int threads = Integer.parseInt(args[1]);
        SliceResult result = new SliceFork(threads)
                .measure(args[0], params, Long.parseLong(args[2]) * 1_000_000, Long.parseLong(args[3]) * 1_000_000);
        System.out.println(result.toLine());
        // A benchmark may have left threads behind; its figures are complete.
        System.exit(0);
    }

    private SliceResult measure(String benchmark, Map<String, String> params, long warmUpNanos, long nanos)
            throws InterruptedException, ExecutionException {
        var entry = Slices.entry(benchmark);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            var running = new ArrayList<Future<List<Slice>>>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                running.add(pool.submit(() -> {
                    try {
                        var target = new GeneratedBenchmark(entry, params, thread, threads);
                        warmUp(target, warmUpNanos);
                        return slices(target, thread == 0, nanos);
                    } catch (Throwable failure) {
                        // Others may wait for this thread at the barrier, or in a gate that opens no more.
                        System.out.println(failure);
                        Runtime.getRuntime().halt(1);
                        throw failure;
                    }
                }));
            }
            var all = new ArrayList<List<Slice>>();
            for (Future<List<Slice>> one : running) {
                all.add(one.get());
            }
            return Slice.sumUp(all, BYTES_BESIDE);
        } finally {
            pool.shutdownNow();
        }
    }

    /** In growing portions, so that the loop is compiled by calls as well as in the middle of one. */
    private static void warmUp(GeneratedBenchmark target, long nanos) throws Exception {
        long start = System.nanoTime();
        int portion = 1;
        while (System.nanoTime() - start < nanos) {
            long before = System.nanoTime();
            target.run(portion);
            if (System.nanoTime() - before < 100_000 && portion < 1 << 20) {
                portion *= 2;
            }
        }
    }

    private List<Slice> slices(GeneratedBenchmark target, boolean leader, long nanos) throws Exception {
        var slices = new ArrayList<Slice>();
        long start = 0;
        for (int round = 1; ; round++) {
            barrier.await();
            if (stop) {
                target.runLast(lastBegin, lastEnd);
                return slices;
            }
            boolean counts = recording;
            Slice slice = slice(target, round);
            if (counts) {
                slices.add(slice);
            }
            barrier.await();
            if (leader && !recording) {
                recording = !adapt(slice) || round > LONGEST_SEARCH;
                start = System.nanoTime();
            } else if (leader) {
                stop = System.nanoTime() - start > nanos;
            }
        }
    }

    private Slice slice(GeneratedBenchmark target, int round) throws Exception {
        int now = calls;
        awaitGate(round);
        long bytes = beans.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long cpu = beans.getCurrentThreadCpuTime();
        target.run(now);
        cpu = beans.getCurrentThreadCpuTime() - cpu;
        long end = System.nanoTime();
        bytes = beans.getCurrentThreadAllocatedBytes() - bytes;
        return new Slice(start, end, cpu, (long) now * target.operationsPerCall(), bytes);
    }

    private void awaitGate(int round) {
        gate.incrementAndGet();
        for (int spin = 0; gate.get() < threads * round && spin < SPINS; spin++) {
            Thread.onSpinWait();
        }
    }

    /** Moves the length of the next slices towards what is wanted; false if it was about right. */
    private boolean adapt(Slice slice) {
        // By CPU time: a preempted slice looks long on the wall, and would make all others too short.
        double factor = (double) SLICE_NANOS / Math.max(1, slice.cpuNanos());
        if (factor > 0.67 && factor < 1.5) {
            return false;
        }
        double wanted = calls * Math.min(16, factor);
        calls = (int) Math.max(1, Math.min(wanted, 1 << 28));
        return true;
    }
}
