package io.perftoolkit.bench.league;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reads two CPU clocks around each measured iteration: that of the threads which run the benchmark, and that of the whole
 * process. What a subject moves to threads of its own is in the second and not in the first.
 *
 * <p>Public because JMH makes it by name in the measured JVM.
 */
public final class CpuProfiler implements InternalProfiler {
    static final String CALLER = "cpu.caller";
    static final String PROCESS = "cpu.process";

    /** How JMH calls the threads that run a benchmark. */
    private static final String WORKER = "jmh-worker";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long callerStart;
    private long processStart;

    /** For JMH. */
    public CpuProfiler() {}

    @Override
    public String getDescription() {
        return "CPU of the measuring threads and of the process, by operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        callerStart = callers();
        processStart = process.getProcessCpuTime();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long inProcess = process.getProcessCpuTime() - processStart;
        long inCallers = callers() - callerStart;
        double operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(
                new ScalarResult(CALLER, inCallers / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(PROCESS, inProcess / operations, "ns/op", AggregationPolicy.AVG));
    }

    /** The workers live as long as the fork, so that the difference of two readings is theirs alone. */
    private long callers() {
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains(WORKER)) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos;
    }
}
