package io.perftoolkit.bench.memory;

import com.sun.management.OperatingSystemMXBean;
import io.perftoolkit.memory.MemoryMonitor;
import io.perftoolkit.memory.MemoryStats;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One reading of everything, beside one single figure of a platform bean. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class ReadingBenchmark {
    private final MemoryMonitor monitor =
            MemoryMonitor.builder().tick(Duration.ofDays(1)).build();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Closes the monitor. */
    @TearDown
    public void close() {
        monitor.close();
    }

    /**
     * A fresh reading.
     *
     * @return the reading
     */
    @Benchmark
    public MemoryStats read() {
        return monitor.read();
    }

    /**
     * The newest reading.
     *
     * @return the reading
     */
    @Benchmark
    public MemoryStats stats() {
        return monitor.stats();
    }

    /**
     * One figure that most exporters ask for, and that this room never does.
     *
     * @return the load
     */
    @Benchmark
    public double processCpuLoad() {
        return system.getProcessCpuLoad();
    }
}
