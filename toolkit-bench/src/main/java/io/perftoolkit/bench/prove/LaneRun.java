package io.perftoolkit.bench.prove;

import io.perftoolkit.bench.prove.lab.ControlKernel;
import io.perftoolkit.bench.prove.lab.Lab;
import io.perftoolkit.bench.prove.lab.LabException;
import io.perftoolkit.bench.prove.lab.Lane;
import io.perftoolkit.bench.prove.lab.MachineWatch;
import io.perftoolkit.bench.prove.lab.TableLock;
import io.perftoolkit.bench.prove.load.Answers;
import io.perftoolkit.bench.prove.load.Generator;
import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.load.RequestPlan;
import io.perftoolkit.bench.prove.report.Progress;
import io.perftoolkit.bench.prove.result.LaneResult;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/** One lane: fresh data, fresh service, warm-up, the measured window with its disturbance, the figures. */
final class LaneRun {
    static final String LOCK = "table lock";

    /** So few that each carries enough to be worth a batch, so many that one slow answer does not hold up the others. */
    static final int CONNECTIONS = 8;

    /** Items that a lane may keep in its own memory: a fifth of the rows. */
    static final int CACHE_ENTRIES = 20_000;

    private final Lab lab;
    private final Progress view;
    private final Scale scale;
    private final Path out;
    private final int rate;
    private final long seed;
    private final BooleanSupplier stop;

    LaneRun(Lab lab, Progress view, Scale scale, Path out, int rate, long seed, BooleanSupplier stop) {
        this.lab = lab;
        this.view = view;
        this.scale = scale;
        this.out = out;
        this.rate = rate;
        this.seed = seed;
        this.stop = stop;
    }

    /** What came out of one lane, and what the load of the run has to say about it. */
    record Outcome(LaneResult lane, long warmUpRequests, TableLock.Held locked) {}

    /** What a measured window leaves behind. */
    private record Window(
            Recording recording,
            TableLock.Held locked,
            MachineWatch.Found found,
            long startMillis,
            double generatorMicros,
            long heapUsed,
            long rss) {}

    static List<String> arguments() {
        return List.of("cache-entries=" + CACHE_ENTRIES);
    }

    Outcome run(String name, String description) throws IOException {
        view.phase("lane " + name, "fresh data, fresh JVM");
        lab.resetData(Scale.ROWS);
        long controlBefore = ControlKernel.nanos();
        RequestPlan plan = RequestPlan.draw(seed, rate, scale.seconds(), Scale.ROWS, Scale.ZIPF, Scale.WRITE_SHARE);
        Window window;
        long warmUp;
        try (Lane lane = lab.startLane(name, arguments());
                Generator generator =
                        new Generator(lane.address(), CONNECTIONS, Scale.TIMEOUT, new Answers(Scale.ROWS))) {
            view.phase("lane " + name, "warm-up");
            warmUp = WarmUp.run(generator, lane, scale, ~seed, stop);
            warmUp += settle(generator);
            view.phase("lane " + name, String.format(Locale.ROOT, "%d requests/s for %.0f s", rate, scale.seconds()));
            window = measure(name, lane, generator, plan);
        }
        long controlAfter = ControlKernel.nanos();
        return new Outcome(
                result(name, description, plan, window, controlBefore, controlAfter, warmUp), warmUp, window.locked);
    }

    /** A moment at the measured rate: what the full speed of the warm-up has left in queues runs off. */
    private long settle(Generator generator) throws IOException {
        RequestPlan plan = RequestPlan.draw(~seed - 1, rate, 1, Scale.ROWS, Scale.ZIPF, Scale.WRITE_SHARE);
        generator.openLoop(plan, new Recording(plan), stop);
        return plan.size();
    }

    private Window measure(String name, Lane lane, Generator generator, RequestPlan plan) throws IOException {
        Recording recording = new Recording(plan);
        long startMillis = System.currentTimeMillis();
        long lockNanoTime = System.nanoTime() + (long) (scale.lockAt() * 1e9);
        try (TableLock lock = lab.lockTable(lockNanoTime, scale.hold());
                MachineWatch watch = lab.watch(lane);
                LiveSlices live = new LiveSlices(view, name, recording, scale.seconds())) {
            long cpu = threadCpuNanos();
            generator.openLoop(plan, recording, stop);
            double generatorMicros = (threadCpuNanos() - cpu) / 1e3 / plan.size();
            MachineWatch.Found found = watch.stop();
            live.end();
            if (stop.getAsBoolean()) {
                throw new LabException("stopped");
            }
            if (!lane.isAlive()) {
                view.note("lane " + name + " did not survive the load");
            }
            return new Window(
                    recording,
                    lock.held(recording.startNanos()),
                    found,
                    startMillis,
                    generatorMicros,
                    lane.heapUsedBytes(),
                    lane.peakRssBytes());
        }
    }

    private LaneResult result(
            String name,
            String description,
            RequestPlan plan,
            Window window,
            long controlBefore,
            long controlAfter,
            long warmUp)
            throws IOException {
        Recording recording = window.recording;
        Recording.Part all = recording.all();
        Map<String, Long> errors = all.errors();
        String file = name + ".hlog";
        long logged = Figures.writeLog(
                recording, scale.seconds(), out.resolve(file), window.startMillis, "lane " + name + ", nanoseconds");
        checkAccounts(name, plan.size(), all, errors, logged);
        Histogram histogram = all.histogram();
        LaneResult.Latency latency = Figures.latency(histogram);
        LaneResult.Noise noise =
                Verdicts.noise(window.found, latenessP99(recording, window.locked), controlBefore, controlAfter);
        int processors = Runtime.getRuntime().availableProcessors();
        LaneResult.Cpu cpu =
                new LaneResult.Cpu(window.found.serviceCpuSeconds(), window.found.wallSeconds(), processors);
        double errorShare = (double) (all.sent() - all.answered()) / all.sent();
        List<LaneResult.Target> targets = Verdicts.judge(
                latency,
                all.answered() / scale.seconds(),
                rate,
                window.rss,
                cpu.seconds() < 0 ? -1 : cpu.share(),
                errorShare,
                noise.noisy());
        return new LaneResult(
                name,
                description,
                settings(window, warmUp),
                all.sent(),
                all.answered(),
                errors,
                latency,
                Figures.curve(histogram),
                Figures.slices(recording, scale.seconds()),
                periods(recording, window.locked),
                new LaneResult.Memory(window.rss, window.heapUsed, -1),
                cpu,
                targets,
                noise,
                file);
    }

    /** The run is worth nothing if a request got lost on the way, so this is checked each time. */
    private static void checkAccounts(
            String name, long planned, Recording.Part all, Map<String, Long> errors, long logged) {
        long failed = errors.values().stream().mapToLong(Long::longValue).sum();
        if (all.sent() != planned || all.answered() + failed != planned || logged != planned) {
            throw new LabException("lane " + name + " lost count: planned " + planned + ", sent " + all.sent()
                    + ", answered " + all.answered() + ", failed " + failed + ", in the histogram " + logged);
        }
    }

    /** Outside of the disturbance and as long again after it, while the service works off what has piled up. */
    private long latenessP99(Recording recording, TableLock.Held locked) {
        double settledFrom = locked.to() + (locked.to() - locked.from());
        int[] before = recording.part(0, locked.from()).sortedLatenessNanos();
        int[] after = recording.part(settledFrom, scale.seconds()).sortedLatenessNanos();
        return Math.max(p99(before), p99(after));
    }

    private static long p99(int[] sorted) {
        return sorted.length == 0 ? 0 : sorted[Figures.rank(sorted.length, 99)];
    }

    private List<LaneResult.Period> periods(Recording recording, TableLock.Held locked) {
        return List.of(
                Figures.period(LaneResult.Period.BEFORE, recording.part(0, locked.from())),
                Figures.period(LOCK, recording.part(locked.from(), locked.to())));
    }

    private List<String> settings(Window window, long warmUp) {
        List<String> settings = new ArrayList<>(Lane.FLAGS);
        settings.addAll(arguments());
        settings.add("warm-up: " + warmUp + " requests");
        settings.add(String.format(
                Locale.ROOT, "table locked from %.3f s to %.3f s", window.locked.from(), window.locked.to()));
        settings.add(String.format(Locale.ROOT, "load generator: %.1f us of CPU per request", window.generatorMicros));
        return settings;
    }

    private static long threadCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
