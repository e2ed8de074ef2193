package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.Lane;
import io.perftoolkit.bench.prove.load.Generator;
import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.load.RequestPlan;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Loads a fresh service until it is warm: by count rather than by time, since a JVM compiles what has often been called,
 * and until the CPU time per request no longer falls.
 */
final class WarmUp {
    static final int CONCURRENCY = 64;
    private static final int BLOCK = 8_000;
    private static final double STEADY = 0.05;

    private WarmUp() {}

    /** Returns how many requests it took. */
    static long run(Generator generator, Lane lane, Scale scale, long seed, BooleanSupplier stop) throws IOException {
        long begin = System.nanoTime();
        BooleanSupplier until = () -> stop.getAsBoolean()
                || System.nanoTime() - begin >= scale.warmUpLimit().toNanos();
        long sent = 0;
        double before = Double.MAX_VALUE;
        for (long block = 0; !until.getAsBoolean(); block++) {
            RequestPlan plan = RequestPlan.draw(
                    seed + block, Math.min(BLOCK, scale.warmUpLeast()), 1, Scale.ROWS, Scale.ZIPF, Scale.WRITE_SHARE);
            long cpu = lane.cpuNanos();
            long done = generator.closedLoop(plan, new Recording(plan), CONCURRENCY, until);
            sent += done;
            double each = (double) (lane.cpuNanos() - cpu) / Math.max(1, done);
            if (sent >= scale.warmUpLeast() && each > before * (1 - STEADY)) {
                break;
            }
            before = each;
        }
        return sent;
    }
}
