package io.perftoolkit.bench.prove.report;

import io.perftoolkit.bench.prove.result.LaneResult;
import io.perftoolkit.bench.prove.result.LaneResult.Cpu;
import io.perftoolkit.bench.prove.result.LaneResult.CurvePoint;
import io.perftoolkit.bench.prove.result.LaneResult.Latency;
import io.perftoolkit.bench.prove.result.LaneResult.Memory;
import io.perftoolkit.bench.prove.result.LaneResult.Noise;
import io.perftoolkit.bench.prove.result.LaneResult.Period;
import io.perftoolkit.bench.prove.result.LaneResult.Slice;
import io.perftoolkit.bench.prove.result.LaneResult.Target;
import io.perftoolkit.bench.prove.result.Load;
import io.perftoolkit.bench.prove.result.Load.Disturbance;
import io.perftoolkit.bench.prove.result.ProveResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Results as a run might give them: every request is drawn, then counted the way the engine counts. */
final class Samples {
    static final String LOCK = "table lock";
    private static final double MILLI = 1e6;

    private Samples() {}

    /** Two lanes, 3000 requests a second for 12 s, the table locked from 5 to 7. */
    static ProveResult typical() {
        Load load = load(3000, 12, List.of(new Disturbance(LOCK, 5, 7)));
        return result(load, List.of(plain(load), toolkit(load)));
    }

    /** As much as a report may have to hold: four lanes of 30 s. */
    static ProveResult large() {
        Load load = load(3000, 30, List.of(new Disturbance(LOCK, 5, 7), new Disturbance("redis pause", 15, 16)));
        return result(
                load,
                List.of(plain(load), toolkit(load), rename(plain(load), "tuned"), rename(toolkit(load), "without-l2")));
    }

    static ProveResult result(Load load, List<LaneResult> lanes) {
        return new ProveResult(
                ProveResult.FORMAT,
                "2026-03-14T15:09:26Z",
                71.4,
                "./prove --rate 3000 --seconds 12 --seed 42",
                List.of(
                        new ProveResult.Version("Perf Toolkit", "0.1.0-SNAPSHOT"),
                        new ProveResult.Version("PostgreSQL", "18.4"),
                        new ProveResult.Version("Redis", "6.2.13"),
                        new ProveResult.Version("HikariCP", "7.1.0"),
                        new ProveResult.Version("Caffeine", "3.3.1"),
                        new ProveResult.Version("Lettuce", "7.7.0")),
                new ProveResult.Machine(
                        "AMD EPYC 7763 64-Core Processor",
                        2,
                        8L << 30,
                        "Linux 6.8.0-45-generic",
                        "Temurin 17.0.16+8",
                        0.14),
                load,
                lanes,
                List.of("The rate is 3000/s and not 10 000/s: the plain lane bears no more on 2 processors."));
    }

    static Load load(int rate, double seconds, List<Disturbance> disturbances) {
        return new Load(
                42,
                rate,
                "0.7 of what plain bears undisturbed on this machine, below the goal of 10 000/s",
                seconds,
                50_000,
                200_000,
                0.9,
                0.05,
                1,
                disturbances);
    }

    static LaneResult plain(Load load) {
        return lane(
                "plain",
                "Popular parts with their documented defaults: HikariCP, Caffeine, Lettuce.",
                load,
                1,
                312,
                0.44);
    }

    static LaneResult toolkit(Load load) {
        return lane("toolkit", "The reference service: one deadline, one admission decision.", load, 0, 287, 0.31);
    }

    static ProveResult with(ProveResult result, String lane, UnaryOperator<LaneResult> change) {
        List<LaneResult> lanes = new ArrayList<>();
        result.lanes().forEach(each -> lanes.add(each.name().equals(lane) ? change.apply(each) : each));
        return lanes(result, lanes);
    }

    static ProveResult lanes(ProveResult r, List<LaneResult> lanes) {
        return new ProveResult(
                r.format(),
                r.startedAt(),
                r.seconds(),
                r.command(),
                r.versions(),
                r.machine(),
                r.load(),
                lanes,
                r.findings());
    }

    static ProveResult findings(ProveResult r, List<String> findings) {
        return new ProveResult(
                r.format(),
                r.startedAt(),
                r.seconds(),
                r.command(),
                r.versions(),
                r.machine(),
                r.load(),
                r.lanes(),
                findings);
    }

    static LaneResult noisy(LaneResult lane) {
        List<Target> targets = lane.targets().stream()
                .map(t -> new Target(t.name(), t.goal(), t.value(), t.unit(), null))
                .toList();
        Noise noise = new Noise(true, "other processes took 23 % of the machine", 0.23, 3_100_000);
        return copy(lane, lane.name(), lane.errors(), lane.latency(), lane.periods(), targets, noise);
    }

    static LaneResult rename(LaneResult lane, String name) {
        return copy(lane, name, lane.errors(), lane.latency(), lane.periods(), lane.targets(), lane.noise());
    }

    /** The same lane with another P99 and share of errors in one period. */
    static LaneResult period(LaneResult lane, String period, double p99Millis, double errorShare) {
        return period(lane, period, p99Millis / 2, p99Millis, errorShare);
    }

    static LaneResult period(LaneResult lane, String period, double p50Millis, double p99Millis, double errorShare) {
        List<Period> periods = new ArrayList<>();
        for (Period p : lane.periods()) {
            Latency l = p.latency();
            long p50 = (long) (p50Millis * MILLI);
            long p99 = (long) (p99Millis * MILLI);
            periods.add(
                    p.name().equals(period)
                            ? new Period(
                                    p.name(),
                                    p.sent(),
                                    Math.round(p.sent() * errorShare),
                                    new Latency(p50, p50, p99, p99, p99, p99, p99))
                            : p);
        }
        return copy(lane, lane.name(), lane.errors(), lane.latency(), periods, lane.targets(), lane.noise());
    }

    static LaneResult copy(
            LaneResult lane,
            String name,
            Map<String, Long> errors,
            Latency latency,
            List<Period> periods,
            List<Target> targets,
            Noise noise) {
        return new LaneResult(
                name,
                lane.description(),
                lane.settings(),
                lane.sent(),
                lane.answered(),
                errors,
                latency,
                lane.curve(),
                lane.slices(),
                periods,
                lane.memory(),
                lane.cpu(),
                targets,
                noise,
                name + ".hlog");
    }

    private static LaneResult lane(
            String name, String description, Load load, double waits, int megabytes, double cpu) {
        Random random = new Random(load.seed() + name.hashCode());
        int sent = (int) (load.requestsPerSecond() * load.seconds());
        double[] at = new double[sent];
        long[] nanos = new long[sent];
        boolean[] failed = new boolean[sent];
        for (int i = 0; i < sent; i++) {
            at[i] = (i + random.nextDouble()) / load.requestsPerSecond();
            double millis = (waits > 0 ? 0.19 : 0.21) * StrictMath.exp(0.45 * random.nextGaussian());
            millis += random.nextDouble() < 0.02 ? 1.5 * random.nextDouble() : 0;
            for (Disturbance d : load.disturbances()) {
                double left = d.toSecond() - at[i];
                if (at[i] >= d.fromSecond() && left > 0) {
                    millis +=
                            waits > 0 ? left * 1000 * waits : random.nextDouble() < 0.08 ? 9 * random.nextDouble() : 0;
                } else if (waits > 0 && left <= 0 && left > -0.6) {
                    millis += (0.6 + left) * 140 * random.nextDouble(); // the backlog drains
                }
            }
            failed[i] = millis > load.timeoutSeconds() * 1000;
            nanos[i] = (long) (Math.min(millis, load.timeoutSeconds() * 1000) * MILLI);
        }
        long errors = count(failed, 0, sent);
        List<Period> periods = new ArrayList<>();
        double first = load.disturbances().stream()
                .mapToDouble(Disturbance::fromSecond)
                .min()
                .orElse(load.seconds());
        periods.add(period(Period.BEFORE, at, nanos, failed, 0, first));
        load.disturbances()
                .forEach(d -> periods.add(period(d.name(), at, nanos, failed, d.fromSecond(), d.toSecond())));
        Latency latency = latency(nanos);
        Memory memory = new Memory((long) megabytes << 20, (long) (megabytes * 0.4) << 20, 24L << 20);
        Cpu used = new Cpu(load.seconds() * cpu * 2, load.seconds(), 2);
        double goodput = (sent - errors) / load.seconds();
        return new LaneResult(
                name,
                description,
                List.of(
                        "-Xmx256m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+UseG1GC",
                        "pool.maximum-size=10",
                        "cache.capacity=20000"),
                sent,
                sent - errors,
                errors == 0 ? Map.of() : new TreeMap<>(Map.of("timeout", errors)),
                latency,
                curve(nanos),
                slices(load, at, nanos, failed),
                periods,
                memory,
                used,
                List.of(
                        target(
                                "P95 latency",
                                "< 100 ms",
                                latency.p95Nanos() / MILLI,
                                "ms",
                                latency.p95Nanos() < 100 * MILLI),
                        target("throughput", "> 2 990/s", goodput, "1/s", goodput > 2990),
                        target("memory (RSS)", "< 512 MB", megabytes, "MB", megabytes < 512),
                        target("CPU", "< 70 %", cpu * 100, "%", cpu < 0.7),
                        target("errors", "< 0.1 %", 100.0 * errors / sent, "%", errors * 1000 < sent)),
                new Noise(false, "", 0.012, 240_000),
                name + ".hlog");
    }

    private static Target target(String name, String goal, double value, String unit, boolean met) {
        return new Target(name, goal, value, unit, met);
    }

    private static List<Slice> slices(Load load, double[] at, long[] nanos, boolean[] failed) {
        List<Slice> slices = new ArrayList<>();
        int per = load.requestsPerSecond() / 10;
        for (int from = 0; from < nanos.length; from += per) {
            Latency latency = latency(Arrays.copyOfRange(nanos, from, from + per));
            slices.add(new Slice(
                    slices.size() / 10.0,
                    per,
                    count(failed, from, from + per),
                    latency.p50Nanos(),
                    latency.p99Nanos(),
                    latency.maxNanos()));
        }
        return slices;
    }

    private static Period period(String name, double[] at, long[] nanos, boolean[] failed, double from, double to) {
        int first = 0;
        while (first < at.length && at[first] < from) {
            first++;
        }
        int end = first;
        while (end < at.length && at[end] < to) {
            end++;
        }
        return new Period(name, end - first, count(failed, first, end), latency(Arrays.copyOfRange(nanos, first, end)));
    }

    private static long count(boolean[] failed, int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += failed[i] ? 1 : 0;
        }
        return count;
    }

    private static Latency latency(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latency(
                Arrays.stream(sorted).average().orElse(0),
                at(sorted, 50),
                at(sorted, 90),
                at(sorted, 95),
                at(sorted, 99),
                at(sorted, 99.9),
                at(sorted, 100));
    }

    private static List<CurvePoint> curve(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        List<CurvePoint> curve = new ArrayList<>();
        for (double nines = 0; nines <= 4.3; nines += 0.05) {
            double percentile = 100 * (1 - StrictMath.pow(10, -nines));
            curve.add(new CurvePoint(percentile, at(sorted, percentile)));
        }
        curve.add(new CurvePoint(100, at(sorted, 100)));
        return curve;
    }

    private static long at(long[] sorted, double percentile) {
        int index = (int) Math.ceil(percentile / 100 * sorted.length) - 1;
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.max(0, index))];
    }
}
