package io.perftoolkit.bench.admission;

import io.perftoolkit.bench.prove.lab.Lab;
import io.perftoolkit.bench.prove.lab.Lane;
import io.perftoolkit.bench.prove.lab.MachineWatch;
import io.perftoolkit.bench.prove.lab.Processor;
import io.perftoolkit.bench.prove.load.Answers;
import io.perftoolkit.bench.prove.load.Generator;
import io.perftoolkit.bench.prove.load.Recording;
import io.perftoolkit.bench.prove.load.RequestPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same question put to the reference service, with PostgreSQL and Redis behind it: what does it answer in time at one and a half
 * times and at three times what it bears, behind which door?
 */
final class ServiceTrial {
    /** Doors by their settings. Nobody is refused by the first one; unlike {@code off} it counts and times as the others do. */
    static final Map<String, String> DOORS = doors();

    static final int ROWS = 100_000;
    static final double ZIPF = 0.5;
    private static final double WRITE_SHARE = 0.02;
    private static final int CONNECTIONS = 8;
    static final int CONCURRENCY = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** So few that nearly all requests need the database: what is answered from memory asks no limit. */
    static final int CACHE_ENTRIES = 1;

    private static final List<String> COLD = List.of("cache-entries=" + CACHE_ENTRIES, "l2-ttl=1ms");

    /** Below it a slice of the time after the fall is not back to normal. */
    private static final double NORMAL = 0.95;

    private static final double SLICE_SECONDS = 0.1;

    private final Lab lab;
    private final Scale scale;
    private final PrintStream progress;
    private final Answers answers = new Answers(ROWS);

    private ServiceTrial(Lab lab, Scale scale, PrintStream progress) {
        this.lab = lab;
        this.scale = scale;
        this.progress = progress;
    }

    /**
     * How long the acts of a run are, in seconds.
     *
     * @param warmUp of each JVM, by clients that wait for their answers
     * @param heat then, at 300 %: a refusal that has never been compiled costs more than an answer
     * @param calibration of what the service bears
     * @param settle at half of that, before the overload
     * @param overload at 150 %, and at 300 %
     * @param after the fall, at 50 %
     */
    record Scale(double warmUp, double heat, double calibration, double settle, double overload, double after) {
        static final Scale FULL = new Scale(3, 4, 3, 1, 5, 3);
        static final Scale LOOK = new Scale(3, 3, 0, 1, 4, 0);
    }

    /**
     * One step of the load behind one door.
     *
     * @param offered requests per second
     * @param goodput answers within the objective per second
     * @param refused share of the requests
     * @param clientP99 of the answers, from the intended start, ms
     * @param serviceP99 of those let in, from their arrival there, ms
     * @param limit at the end of the step
     */
    record Step(double offered, double goodput, double refused, double clientP99, double serviceP99, int limit) {}

    /**
     * What became of the requests behind one door.
     *
     * @param door its name
     * @param at150 at one and a half times of what is borne
     * @param at300 at three times
     * @param recovery seconds from the fall until all slices of a tenth of a second have 95 % answered in time
     * @param worstHealth the longest health check, ms
     * @param unreturned permits that were not given back in the end
     * @param foreign share of the machine that neither the service nor its servers nor the load used
     */
    record Row(
            String door,
            Step at150,
            Step at300,
            double recovery,
            double worstHealth,
            long unreturned,
            double foreign) {}

    /** What one run found; {@code capacity} in requests per second. */
    record Result(int processors, int jdk, String cpu, double capacity, Scale scale, List<Row> rows) {}

    private static Map<String, String> doors() {
        Map<String, String> doors = new LinkedHashMap<>();
        doors.put("none", "fixed=1000000");
        for (int limit : new int[] {4, 16, 64, 256}) {
            doors.put("fixed " + limit, "fixed=" + limit);
        }
        doors.put("adaptive", "adaptive=" + Service.OBJECTIVE_MILLIS + "ms");
        return doors;
    }

    static Result run(Path out, Map<String, String> doors, Scale scale, PrintStream progress)
            throws IOException, InterruptedException {
        try (Lab lab = Lab.open(out)) {
            lab.startServers();
            lab.resetData(ROWS);
            return new ServiceTrial(lab, scale, progress).run(doors);
        }
    }

    /**
     * One step of the load behind some doors, printed as it comes: short enough to try what a change of the rules does.
     *
     * @param settings of the doors, as the service reads them
     * @param bears requests per second, as a full run has found them
     * @param load share of that
     */
    static void look(Path out, List<String> settings, double bears, double load, PrintStream progress)
            throws IOException, InterruptedException {
        try (Lab lab = Lab.open(out)) {
            lab.startServers();
            lab.resetData(ROWS);
            ServiceTrial trial = new ServiceTrial(lab, Scale.LOOK, progress);
            for (String door : settings) {
                progress.println(door + ' ' + trial.oneStep(door, bears, load));
            }
        }
    }

    private Result run(Map<String, String> doors) throws IOException, InterruptedException {
        double capacity = capacity();
        progress.printf(Locale.ROOT, "the service bears %.0f requests/s%n", capacity);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, String> door : doors.entrySet()) {
            rows.add(behind(door.getKey(), door.getValue(), capacity));
            progress.println(rows.get(rows.size() - 1));
        }
        return new Result(
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                Processor.model(),
                capacity,
                scale,
                rows);
    }

    private Lane start(String admission) {
        List<String> arguments = new ArrayList<>(COLD);
        arguments.add("admission=" + admission);
        return lab.startLane("toolkit", arguments);
    }

    /** Answers per second of a service without a limit, when a fixed number of clients keep asking. */
    private double capacity() throws IOException {
        try (Lane lane = start("off");
                Generator generator = new Generator(lane.address(), CONNECTIONS, TIMEOUT, answers)) {
            closedLoop(generator, scale.warmUp, 1);
            return closedLoop(generator, scale.calibration, 2);
        }
    }

    private static double closedLoop(Generator generator, double seconds, long seed) throws IOException {
        RequestPlan plan = draw(seed, 20_000, seconds);
        Recording recording = new Recording(plan);
        long begin = System.nanoTime();
        generator.closedLoop(plan, recording, CONCURRENCY, () -> System.nanoTime() - begin >= seconds * 1e9);
        return recording.all().answered() / ((System.nanoTime() - begin) / 1e9);
    }

    /** Nobody stops the load early. */
    private static boolean never() {
        return false;
    }

    private static RequestPlan draw(long seed, double rate, double seconds) {
        return RequestPlan.draw(seed, (int) rate, seconds, ROWS, ZIPF, WRITE_SHARE);
    }

    private Row behind(String name, String admission, double capacity) throws IOException, InterruptedException {
        RequestPlan plan = draw(2, 3 * capacity, scale.heat)
                .then(draw(3, .5 * capacity, scale.settle))
                .then(draw(4, 1.5 * capacity, scale.overload))
                .then(draw(5, 3 * capacity, scale.overload))
                .then(draw(6, .5 * capacity, scale.after));
        Recording recording = new Recording(plan);
        double first = scale.heat + scale.settle;
        double second = first + scale.overload;
        double fall = second + scale.overload;
        try (Lane lane = start(admission);
                Generator generator = new Generator(lane.address(), CONNECTIONS, TIMEOUT, answers);
                ServiceWatch watch = new ServiceWatch(lane.address(), recording, first, second, fall)) {
            closedLoop(generator, scale.warmUp, 7);
            try (MachineWatch machine = lab.watch(lane)) {
                watch.start();
                generator.openLoop(plan, recording, ServiceTrial::never);
                MachineWatch.Found found = machine.stop();
                watch.end();
                return new Row(
                        name,
                        step(recording, first, second, watch, 0),
                        step(recording, second, fall, watch, 1),
                        recovery(recording, fall),
                        watch.worstHealthMillis(),
                        watch.unreturned(),
                        found.foreignShare());
            }
        }
    }

    private Step oneStep(String admission, double bears, double load) throws IOException, InterruptedException {
        RequestPlan plan = draw(2, 3 * bears, scale.heat)
                .then(draw(3, .5 * bears, scale.settle))
                .then(draw(4, load * bears, scale.overload));
        Recording recording = new Recording(plan);
        double first = scale.heat + scale.settle;
        double end = first + scale.overload;
        try (Lane lane = start(admission);
                Generator generator = new Generator(lane.address(), CONNECTIONS, TIMEOUT, answers);
                ServiceWatch watch = new ServiceWatch(lane.address(), recording, first, end)) {
            closedLoop(generator, scale.warmUp, 7);
            watch.start();
            generator.openLoop(plan, recording, ServiceTrial::never);
            watch.end();
            return step(recording, first, end, watch, 0);
        }
    }

    private static Step step(Recording recording, double from, double to, ServiceWatch watch, int step) {
        Recording.Part part = recording.part(from, to);
        long[] answered = part.answeredNanos();
        long inTime = inTime(answered);
        double seconds = to - from;
        return new Step(
                part.sent() / seconds,
                inTime / seconds,
                (double) part.errors().getOrDefault("refused", 0L) / part.sent(),
                answered.length == 0 ? 0 : answered[(int) Math.ceil(answered.length * .99) - 1] / 1e6,
                watch.p99Millis(step),
                watch.limit(step));
    }

    private static long inTime(long[] sorted) {
        long count = 0;
        for (long nanos : sorted) {
            count += nanos <= Service.OBJECTIVE_MILLIS * 1_000_000L ? 1 : 0;
        }
        return count;
    }

    /** From the fall to the end of the last slice that is not normal. */
    private double recovery(Recording recording, double fall) {
        double recovered = 0;
        for (int slice = 0; slice < (int) (scale.after / SLICE_SECONDS); slice++) {
            double from = fall + slice * SLICE_SECONDS;
            Recording.Part part = recording.part(from, from + SLICE_SECONDS);
            if (inTime(part.answeredNanos()) < NORMAL * part.sent()) {
                recovered = (slice + 1) * SLICE_SECONDS;
            }
        }
        return recovered;
    }
}
