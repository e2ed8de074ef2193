package io.perftoolkit.bench.count;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole tasks, each a virtual thread that counts and ends: what the user of virtual threads pays. JDK 21 and newer. */
@State(Scope.Benchmark)
public class VirtualThreadsBenchmark {
    private static final int TASKS = 1000;

    /** Which counter. */
    @Param({"StripedCounter", "LongAdder", "AtomicLong"})
    public String subject;

    /** How often each task counts. */
    @Param({"10", "1000"})
    public int increments;

    private final Thread[] threads = new Thread[TASKS];
    private Raised counter;
    private MethodHandle start;

    /**
     * Makes the counter.
     *
     * @throws ReflectiveOperationException on a JDK without virtual threads
     */
    @Setup
    public void setUp() throws ReflectiveOperationException {
        counter = Raised.of(subject);
        start = MethodHandles.publicLookup()
                .findStatic(Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
    }

    /**
     * Starts the tasks and waits for them; one operation is one task.
     *
     * @throws Throwable never
     */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void task() throws Throwable {
        Runnable task = this::count;
        for (int i = 0; i < TASKS; i++) {
            threads[i] = (Thread) start.invokeExact(task);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void count() {
        for (int i = increments; i > 0; i--) {
            counter.increment();
        }
    }
}
