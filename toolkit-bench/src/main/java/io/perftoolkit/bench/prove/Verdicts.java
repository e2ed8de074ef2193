package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.MachineWatch;
import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges a lane by the five targets, unless the machine was too noisy to judge. Stateless. */
final class Verdicts {
    static final double P95_MILLIS = 100;
    static final double RATE = 10_000;
    static final double RSS_MB = 512;
    static final double CPU_PERCENT = 70;
    static final double ERROR_PERCENT = 0.1;

    /** Below the rate of the target, a lane must carry this much of what was offered. */
    private static final double CARRIED = 0.99;

    private static final double FOREIGN_LIMIT = 0.10;
    private static final double CONTROL_LIMIT = 0.10;

    /** A twentieth of the P95 that is asked for. Being late makes a lane look slower, never faster. */
    private static final long LATENESS_LIMIT_NANOS = 5_000_000;

    private static final int MB = 1 << 20;

    private Verdicts() {}

    static List<Target> judge(
            LaneResult.Latency latency,
            double answeredPerSecond,
            int offered,
            long rssBytes,
            double cpuShare,
            double errorShare,
            boolean noisy) {
        List<Target> targets = new ArrayList<>();
        double p95 = latency.p95Nanos() / 1e6;
        targets.add(target("P95 latency", "< 100 ms", p95, "ms", p95 < P95_MILLIS, noisy));
        if (offered > RATE) {
            targets.add(target("throughput", "> 10 000/s", answeredPerSecond, "1/s", answeredPerSecond > RATE, noisy));
        } else {
            String goal = String.format(Locale.ROOT, ">= %.0f/s, 99 %% of what was offered", offered * CARRIED);
            boolean met = answeredPerSecond >= offered * CARRIED;
            targets.add(target("throughput", goal, answeredPerSecond, "1/s", met, noisy));
        }
        double rss = rssBytes < 0 ? -1 : (double) rssBytes / MB;
        targets.add(target("memory (RSS)", "< 512 MB", rss, "MB", rss < RSS_MB, noisy || rss < 0));
        double cpu = cpuShare < 0 ? -1 : cpuShare * 100;
        targets.add(target("CPU", "< 70 %", cpu, "%", cpu < CPU_PERCENT, noisy || cpu < 0));
        double errors = errorShare * 100;
        targets.add(target("errors", "< 0.1 %", errors, "%", errors < ERROR_PERCENT, noisy));
        return targets;
    }

    private static Target target(String name, String goal, double value, String unit, boolean met, boolean untold) {
        @Nullable Boolean verdict = untold ? null : Boolean.valueOf(met);
        return new Target(name, goal, value, unit, verdict);
    }

    /**
     * Whether the machine was ours.
     *
     * @param found who used the processors
     * @param latenessP99Nanos how late the generator was, outside of the disturbance
     * @param controlBefore nanoseconds of the control kernel before the lane
     * @param controlAfter and after it
     */
    static LaneResult.Noise noise(
            MachineWatch.Found found, long latenessP99Nanos, long controlBefore, long controlAfter) {
        List<String> reasons = new ArrayList<>();
        if (found.foreignShare() > FOREIGN_LIMIT) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%.0f %% of the machine went to others (%.0f %% stolen by the hypervisor)",
                    found.foreignShare() * 100,
                    found.stolenShare() * 100));
        }
        if (latenessP99Nanos > LATENESS_LIMIT_NANOS) {
            reasons.add(String.format(
                    Locale.ROOT, "the generator itself was late by %.1f ms (P99)", latenessP99Nanos / 1e6));
        }
        double moved = (double) controlAfter / controlBefore - 1;
        if (Math.abs(moved) > CONTROL_LIMIT) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "the processor's own speed changed: a fixed piece of work took %+.0f %%",
                    moved * 100));
        }
        return new LaneResult.Noise(
                !reasons.isEmpty(), String.join("; ", reasons), found.foreignShare(), latenessP99Nanos);
    }
}
