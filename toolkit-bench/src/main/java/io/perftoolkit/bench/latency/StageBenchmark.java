package io.perftoolkit.bench.latency;

import io.perftoolkit.latency.LatencyRecorder;
import io.perftoolkit.latency.StageTimer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A stage of a chain beside the floor of every timing that reads the clock at both ends. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class StageBenchmark {
    private static final int STAGES = 8;

    private final LatencyRecorder[] recorders = new LatencyRecorder[STAGES];
    private final StageTimer timer = new StageTimer();
    private final LatencyRecorder whole = LatencyRecorder.builder().build();

    /** Creates a recorder for each stage. */
    @Setup
    public void create() {
        for (int i = 0; i < STAGES; i++) {
            recorders[i] = LatencyRecorder.builder().build();
        }
        timer.start();
    }

    /** One stage of a chain: a clock reading and a record. */
    @Benchmark
    @OperationsPerInvocation(STAGES)
    public void stage() {
        for (LatencyRecorder recorder : recorders) {
            timer.next(recorder);
        }
    }

    /**
     * The floor of a timing: two clock readings, nothing recorded.
     *
     * @return their difference
     */
    @Benchmark
    public long twoClockReadings() {
        long start = System.nanoTime();
        return System.nanoTime() - start;
    }

    /** A timing alone: two clock readings and a record. */
    @Benchmark
    public void startAndRecord() {
        long start = whole.now();
        whole.recordSince(start);
    }
}
