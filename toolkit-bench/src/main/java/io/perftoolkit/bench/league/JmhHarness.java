package io.perftoolkit.bench.league;

import io.perftoolkit.bench.slices.Slices;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Measures by JMH, one fork at a time, so that the league can take the subjects of a row in turn. */
final class JmhHarness implements Harness {
    /** What JMH and the JVM allocate beside the benchmark in one iteration, generously. */
    private static final double BYTES_BESIDE = 16_384;

    /**
     * Of every measured JVM: a heap that does not grow, and one collector on small machines and large ones. A benchmark
     * that needs a larger heap says so by {@code @Fork(jvmArgsAppend)}; the later flag counts.
     */
    static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

    private final Map<Trial, List<RunResult>> results = new LinkedHashMap<>();

    @Override
    public String name() {
        return "jmh";
    }

    @Override
    public boolean sortsOutForeignCpu() {
        return false;
    }

    @Override
    public List<String> jvmFlags() {
        return Stream.concat(
                        FLAGS.stream(),
                        results.keySet().stream()
                                .flatMap(trial ->
                                        Slices.entry(trial.benchmark()).getJvmArgsAppend().orElse(List.of()).stream())
                                .distinct())
                .toList();
    }

    @Override
    public Measured measure(Trial trial, Pace pace) {
        RunResult result = fork(trial, pace);
        results.computeIfAbsent(trial, t -> new ArrayList<>()).add(result);
        double nanos = result.getPrimaryResult().getScore();
        double own = secondary(result, "ownBytes") / operations(result);
        if (!Double.isNaN(own)) { // the benchmark's own thread has counted them, without the harness
            return new Measured(nanos, own, 0, 0, 0, counted(result));
        }
        double operations = pace.iterationMillis() * 1e6 * trial.threads() / nanos;
        return new Measured(
                nanos, secondary(result, "gc.alloc.rate.norm"), BYTES_BESIDE / operations, 0, 0, counted(result));
    }

    /** The clocks of {@link CpuProfiler}, and the counters that a benchmark may have, by their names. */
    private static Measured.Counted counted(RunResult result) {
        return new Measured.Counted(
                secondary(result, CpuProfiler.CALLER),
                secondary(result, CpuProfiler.PROCESS),
                1 - secondary(result, "misses") / operations(result),
                secondary(result, "entryBytes"),
                secondary(result, "worstNanos"),
                secondary(result, "leastByMost"));
    }

    private static double operations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .mapToLong(fork -> fork.getMetadata().getMeasurementOps())
                .sum();
    }

    private static double secondary(RunResult result, String name) {
        @SuppressWarnings("rawtypes")
        Result secondary = result.getSecondaryResults().get(name);
        return secondary == null ? Double.NaN : secondary.getScore();
    }

    private static RunResult fork(Trial trial, Pace pace) {
        // What is declared a single shot is one whole episode, warm-up included: once in a fork.
        boolean once = Slices.entry(trial.benchmark()).getMode() == Mode.SingleShotTime;
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include('^' + Pattern.quote(trial.benchmark()) + '$')
                .mode(once ? Mode.SingleShotTime : Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(trial.threads())
                .forks(1)
                .warmupForks(0)
                .warmupIterations(once ? 0 : pace.warmUps())
                .warmupTime(TimeValue.milliseconds(pace.warmUpMillis()))
                .measurementIterations(once ? 1 : pace.iterations())
                .measurementTime(TimeValue.milliseconds(pace.iterationMillis()))
                .jvmArgs(FLAGS.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        trial.params().forEach(options::param);
        Collection<RunResult> results;
        try {
            results = new Runner(options.build()).run();
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH cannot measure " + trial + ": " + e.getMessage(), e);
        }
        if (results.size() != 1) {
            throw new IllegalStateException(trial + " must choose a value for each parameter and name one benchmark; "
                    + "JMH measured " + results.size());
        }
        return results.iterator().next();
    }

    /** JMH's own JSON, forks of one trial merged, without the paths of this machine. */
    @Override
    public JsonNode raw() {
        List<RunResult> merged = results.values().stream()
                .map(forks -> {
                    List<BenchmarkResult> all = forks.stream()
                            .flatMap(f -> f.getBenchmarkResults().stream())
                            .toList();
                    return new RunResult(forks.get(0).getParams(), all);
                })
                .toList();
        var bytes = new ByteArrayOutputStream();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .writeOut(merged);
        JsonNode json = JsonMapper.shared().readTree(bytes.toByteArray());
        for (JsonNode result : json) {
            ((ObjectNode) result).remove("jvm");
        }
        return json;
    }
}
