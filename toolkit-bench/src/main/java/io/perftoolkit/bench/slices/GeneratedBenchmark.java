package io.perftoolkit.bench.slices;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.Control;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.infra.ThreadParams;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.InfraControl;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One thread's hold on the method that JMH generated for a benchmark in its mode of single shots.
 *
 * <p>Reflection is paid once per slice, outside of the loop, which is JMH's own. The classes used here are those that
 * JMH's generated code itself needs, so they are as stable as the pinned version of JMH; {@code SlicesTest} runs a
 * real benchmark through them.
 */
final class GeneratedBenchmark {
    private static final TimeValue ANY = TimeValue.milliseconds(1);

    private final BenchmarkListEntry entry;
    private final WorkloadParams params;
    private final int threads;
    private final ThreadParams thread;
    private final Object target;
    private final Method method;
    private InfraControl control;
    private int operations;

    GeneratedBenchmark(BenchmarkListEntry entry, Map<String, String> params, int thread, int threads) {
        this.entry = entry;
        this.params = new WorkloadParams();
        params.forEach((name, value) -> this.params.put(name, value, 0));
        this.threads = threads;
        this.thread = new ThreadParams(thread, threads, thread, threads, 0, 1, 0, 1, 0, 1);
        String generated = entry.generatedTarget();
        String name = entry.getUsername().substring(entry.getUsername().lastIndexOf('.') + 1);
        try {
            Class<?> type = Class.forName(generated.substring(0, generated.lastIndexOf('.')));
            this.target = type.getDeclaredConstructor().newInstance();
            this.method = type.getMethod(name + "_" + Mode.SingleShotTime, InfraControl.class, ThreadParams.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("JMH generated no class for " + entry.getUsername(), e);
        }
        this.control = control(1, new CountDownLatch(0), new CountDownLatch(0), false);
        this.operations = 1;
    }

    /** How many operations of the user's one call is. */
    int operationsPerCall() {
        return entry.getOperationsPerInvocation().orElse(1);
    }

    /** Calls the benchmark so many times in JMH's loop. */
    void run(int calls) throws Exception {
        if (calls != operations) {
            control = control(calls, new CountDownLatch(0), new CountDownLatch(0), false);
            operations = calls;
        }
        invoke(control);
    }

    /**
     * Calls the benchmark once more and lets it tear down its states.
     *
     * @param begin and {@code end}: one count for each thread, so that nobody leaves before all have come
     */
    void runLast(CountDownLatch begin, CountDownLatch end) throws Exception {
        invoke(control(1, begin, end, true));
    }

    private void invoke(InfraControl with) throws Exception {
        try {
            method.invoke(target, with, thread);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(entry.getUsername() + " failed: " + e.getCause(), e.getCause());
        }
    }

    private InfraControl control(int calls, CountDownLatch begin, CountDownLatch end, boolean last) {
        IterationParams iteration = new IterationParams(IterationType.MEASUREMENT, 1, ANY, calls);
        BenchmarkParams benchmark = new BenchmarkParams(
                entry.getUsername(),
                entry.generatedTarget(),
                false,
                threads,
                new int[] {1},
                List.of(),
                1,
                0,
                iteration,
                iteration,
                Mode.SingleShotTime,
                params,
                TimeUnit.NANOSECONDS,
                operationsPerCall(),
                "",
                List.of(),
                "",
                "",
                "",
                "",
                ANY);
        return new InfraControl(benchmark, iteration, begin, end, false, last, false, new Control());
    }
}
